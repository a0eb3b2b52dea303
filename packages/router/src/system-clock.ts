import type { Clock, Timer } from './clock.ts';

/** Node waits 1 ms for a longer timeout than this (24.8 days). */
const longestTimeoutMs = 2 ** 31 - 1;

/** The system's own time. */
export const systemClock: Clock = {
  nowMs: () => Date.now(),
  elapsedMs: () => performance.now(),
  after: startTimer,
  sleep(ms, signal) {
    return new Promise((resolve, reject) => {
      if (signal.aborted) {
        reject(signal.reason);
        return;
      }
      const onAbort = (): void => {
        timer.cancel();
        reject(signal.reason);
      };
      const timer = startTimer(ms, () => {
        signal.removeEventListener('abort', onAbort);
        resolve();
      });
      signal.addEventListener('abort', onAbort, { once: true });
    });
  },
};

function startTimer(ms: number, run: () => void): Timer {
  const timeout = setTimeout(run, Math.min(ms, longestTimeoutMs));
  return { cancel: () => clearTimeout(timeout), unref: () => void timeout.unref() };
}
