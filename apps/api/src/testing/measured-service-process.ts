// The process of `MeasuredService`. The policy is in MEASURED_POLICY, further variables are in MEASURED_ENVIRONMENT as
// JSON, and requests arrive as messages.
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compose } from '../compose/compose.ts';
import { readSettings } from '../env.ts';
import { GenerationService } from '../generation/generation-service.ts';
import { createLog } from '../process/log.ts';
import type { Held } from './measured-service.ts';
import { prepareEmbedded } from './prepare-embedded.ts';

const home = await mkdtemp(join(tmpdir(), 'penstock-measured-'));
await writeFile(join(home, 'policy.yml'), process.env.MEASURED_POLICY ?? '');
const environment = {
  PORT: '0',
  HOST: '127.0.0.1',
  PENSTOCK_HOME: '.',
  PENSTOCK_POLICY: 'policy.yml',
  PENSTOCK_PRICE_UPDATES: 'false',
};
// The parent process writes it.
const further = JSON.parse(process.env.MEASURED_ENVIRONMENT ?? '{}') as Record<string, string>;
await prepareEmbedded(home);
const penstock = await compose(readSettings({ ...environment, ...further }, home), createLog('silent'));
const url = await penstock.listen();
const { generations } = penstock.services;
if (!(generations instanceof GenerationService)) throw new Error('The service counts no readers.');

function measure(): Held {
  globalThis.gc?.();
  const { heapUsed, external, rss } = process.memoryUsage();
  return {
    heapBytes: heapUsed + external,
    rssBytes: rss,
    peakRssBytes: peakRssBytes(),
    generations: generations.runningCount(),
    readers: (generations as GenerationService).readerCount(),
  };
}

const status = '/proc/self/status';

/** Linux keeps this figure per program. `maxRSS` starts with the figure of the parent process. */
function peakRssBytes(): number {
  const kilobytes = existsSync(status) ? /^VmHWM:\s+(\d+)/m.exec(readFileSync(status, 'utf8'))?.[1] : undefined;
  return Number(kilobytes ?? process.resourceUsage().maxRSS) * 1024;
}

let lastCpuMs: number | null = null;
let longestTurnMs = 0;

function noteTurn(): void {
  const { user, system } = process.threadCpuUsage();
  const cpuMs = (user + system) / 1_000;
  if (lastCpuMs !== null) longestTurnMs = Math.max(longestTurnMs, cpuMs - lastCpuMs);
  lastCpuMs = cpuMs;
}

/** Starts with the first request, so that other measurements are not disturbed. */
function reportTurn(): { longestTurnMs: number } {
  if (lastCpuMs === null) setInterval(noteTurn, 2);
  noteTurn();
  const report = { longestTurnMs };
  longestTurnMs = 0;
  return report;
}

async function close(): Promise<void> {
  await penstock.close(0);
  await rm(home, { recursive: true, force: true });
  process.exit(0);
}

process.on('message', (asked) => {
  if (asked === 'measure') process.send?.(measure());
  else if (asked === 'turn') process.send?.(reportTurn());
  else void close();
});
process.on('disconnect', () => process.exit(0));
process.send?.({ url, authorization: `Bearer ${penstock.adminKey.key}` });
