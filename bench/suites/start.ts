import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Figure } from '../figures.ts';

const root = join(import.meta.dirname, '../..');
/** Compilers and collections continue for a while after the service listens. */
const settledMs = 10_000;

/** The API alone with the default policy on a new home: the time until it listens, and its peak memory. Linux only. */
export async function measureStart(): Promise<readonly Figure[]> {
  const home = await mkdtemp(join(tmpdir(), 'penstock-start-'));
  try {
    return [await startOnce('the first start', home), await startOnce('a later start', home)];
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

async function startOnce(name: string, home: string): Promise<Figure> {
  const startedMs = performance.now();
  const child = spawn(process.execPath, ['--max-semi-space-size=16', join(root, 'apps/api/start.mjs')], {
    cwd: root,
    env: {
      MALLOC_TRIM_THRESHOLD_: '131072',
      MALLOC_MMAP_THRESHOLD_: '32768',
      ...process.env,
      PORT: '0',
      PENSTOCK_HOME: home,
      LOG_LEVEL: 'error',
      PENSTOCK_PRICE_UPDATES: 'false',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  for await (const line of createInterface({ input: child.stdout })) if (line.startsWith('API')) break;
  const seconds = (performance.now() - startedMs) / 1_000;
  await sleep(settledMs);
  const status = await readFile(`/proc/${child.pid}/status`, 'utf8');
  child.kill('SIGINT');
  await ended;
  return {
    name,
    value: `${mebibytes(status, 'VmHWM')} MiB`,
    besides: `at its peak; ${mebibytes(status, 'VmRSS')} at rest; ${seconds.toFixed(1)} s`,
  };
}

/** https://man7.org/linux/man-pages/man5/proc_pid_status.5.html */
function mebibytes(status: string, field: string): number {
  return Math.round(Number(new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]) / 1024);
}
