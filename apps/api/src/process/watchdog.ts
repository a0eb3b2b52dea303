import { url as debuggerUrl } from 'node:inspector';
import { Worker } from 'node:worker_threads';

/** The start parameters of the watchdog's thread. */
export type WatchdogSettings = {
  /** Two values: the count of ticks of the watched thread, and 1 while a debugger is attached to it. */
  shared: SharedArrayBuffer;
  limitMs: number;
  /** The interval between checks of the ticks, milliseconds. */
  checkMs: number;
  /** The target of the report: standard output, like the log, or standard error if the log is silent. */
  fileDescriptor: 1 | 2;
};

/**
 * Watches this thread from another. After `limitMs` without a tick, it writes the stack as a line of the log and ends
 * the process by SIGKILL. A blocked process could not answer requests anyway. Time while the whole process was stopped,
 * or a debugger was attached, does not count. Returns a function that stops the watch. `limitMs` 0: no watch.
 */
export function startWatchdog(limitMs: number, isSilent = false): () => Promise<void> {
  if (limitMs === 0) return async () => {};
  const shared = new SharedArrayBuffer(8);
  const counters = new Int32Array(shared);
  const tickMs = Math.min(250, Math.ceil(limitMs / 10));
  const ticking = setInterval(() => {
    Atomics.add(counters, 0, 1);
    Atomics.store(counters, 1, debuggerUrl() === undefined ? 0 : 1);
  }, tickMs).unref();
  const checkMs = Math.min(1_000, Math.ceil(limitMs / 5));
  const workerData: WatchdogSettings = { shared, limitMs, checkMs, fileDescriptor: isSilent ? 2 : 1 };
  const worker = new Worker(new URL('./watchdog-thread.mjs', import.meta.url), {
    workerData,
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 2 },
  });
  worker.unref();
  return async () => {
    clearInterval(ticking);
    await worker.terminate();
  };
}
