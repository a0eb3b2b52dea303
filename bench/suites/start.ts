import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Figure } from '../figures.ts';

const root = join(import.meta.dirname, '../..');
/** Compilers and collections continue for a while after the service listens. */
const settledMs = 10_000;
const sampleMs = 20;

/**
 * The API alone with the default policy in a new home folder: the time until it listens, and its peak memory with its
 * children. Linux only.
 */
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
  let peakBytes = 0;
  const sampling = setInterval(() => {
    peakBytes = Math.max(peakBytes, residentBytes(child.pid ?? 0));
  }, sampleMs);
  for await (const line of createInterface({ input: child.stdout })) if (line.startsWith('API')) break;
  const seconds = (performance.now() - startedMs) / 1_000;
  await sleep(settledMs);
  clearInterval(sampling);
  const restBytes = residentBytes(child.pid ?? 0);
  child.kill('SIGINT');
  await ended;
  return {
    name,
    value: `${mebibytes(peakBytes)} MiB`,
    besides: `at its peak; ${mebibytes(restBytes)} at rest; ${seconds.toFixed(1)} s`,
  };
}

/**
 * The memory of a process and its children: another process creates the database.
 * https://man7.org/linux/man-pages/man5/proc_pid_task_children.5.html
 */
function residentBytes(id: number): number {
  const kibibytes = Number(/^VmRSS:\s+(\d+) kB$/m.exec(readOrNothing(`/proc/${id}/status`))?.[1] ?? 0);
  const children = readOrNothing(`/proc/${id}/task/${id}/children`).split(' ').filter(Boolean);
  return children.reduce((sum, child) => sum + residentBytes(Number(child)), kibibytes * 1024);
}

/** A process may end between two samples. */
function readOrNothing(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function mebibytes(bytes: number): number {
  return Math.round(bytes / 1024 / 1024);
}
