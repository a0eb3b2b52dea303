import { randomUUID } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { link, mkdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export type BuildLockOptions = {
  /** The file of the lock. */
  file: string;
  /** Called once when another process has the lock. */
  onWait(pid: number): void;
  /** Interval of the owner's signs of life, and of the checks by the others. Milliseconds, default 500. */
  beatMs?: number;
  /** A lock without a sign of life for this time is taken over. Milliseconds, default 60,000. */
  silentMs?: number;
};

/**
 * Runs `act` while no other process runs one under the same lock. The lock of a dead owner is taken over. The file
 * contains the owner's pid. Its date is the owner's last sign of life, because a pid may be used again.
 */
export async function withBuildLock<Result>(options: BuildLockOptions, act: () => Promise<Result>): Promise<Result> {
  const { file, beatMs = 500 } = options;
  const own = `${process.pid} ${randomUUID()}`;
  await mkdir(dirname(file), { recursive: true });
  await take(own, options);
  const release = (): void => {
    if (readNow(file) === own) rmSync(file, { force: true });
  };
  const beats = setInterval(() => utimes(file, new Date(), new Date()).catch(() => {}), beatMs);
  process.on('exit', release);
  try {
    return await act();
  } finally {
    clearInterval(beats);
    process.off('exit', release);
    release();
  }
}

async function take(own: string, { file, onWait, beatMs = 500, silentMs = 60_000 }: BuildLockOptions): Promise<void> {
  let hasWaited = false;
  while (!(await create(file, own))) {
    const seen = await readFile(file, 'utf8').catch(() => null);
    if (seen === null) continue;
    if (await isStale(file, seen, silentMs)) {
      await putAside(file, seen);
      continue;
    }
    if (!hasWaited) onWait(pidOf(seen));
    hasWaited = true;
    await sleep(beatMs);
  }
}

/**
 * Returns false where the file exists. The file is complete at once, because another process may read it at any moment.
 */
async function create(file: string, own: string): Promise<boolean> {
  const draft = `${file}.${own.replace(' ', '-')}`;
  await writeFile(draft, own);
  try {
    await link(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

async function isStale(file: string, seen: string, silentMs: number): Promise<boolean> {
  if (!isAlive(pidOf(seen))) return true;
  const facts = await stat(file).catch(() => null);
  return facts !== null && Date.now() - facts.mtimeMs > silentMs;
}

/** Removes a stale lock. A lock that another process has taken over meanwhile is put back. */
async function putAside(file: string, seen: string): Promise<void> {
  const aside = `${file}.${process.pid}-${randomUUID()}`;
  try {
    await rename(file, aside);
    if ((await readFile(aside, 'utf8')) !== seen) await link(aside, file).catch(() => {});
    await rm(aside, { force: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

function pidOf(lock: string): number {
  return Number.parseInt(lock, 10);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // The process lives and belongs to another user.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function readNow(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
