import { url as debuggerUrl } from 'node:inspector';
import { Worker } from 'node:worker_threads';

/** What the thread of the watchdog is told. */
export type WatchdogSettings = {
  /** Two counters: the ticks of the watched thread, and 1 while a debugger is attached to it. */
  shared: SharedArrayBuffer;
  limitMs: number;
  /** Between two looks at the ticks, milliseconds. */
  checkMs: number;
  /** Where the report goes: standard output, as the log, or standard error where the log is silent. */
  fileDescriptor: 1 | 2;
};

/**
 * Watches this thread from another. Once it has not ticked for `limitMs`, the watchdog writes its stack as a line of the
 * log and ends the process by SIGKILL: it could answer nothing any more. Time in which the whole process was stopped
 * does not count, nor does a debugger's. Returns what ends the watch. `limitMs` 0: no watch.
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
