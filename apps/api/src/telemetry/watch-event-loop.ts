/** Interval between checks of the event loop, milliseconds. Each check wakes an idle process. */
export const loopCheckMs = 100;

/**
 * Reports the delay of this process's timers: every 100 ms, in milliseconds, until the returned function is called. A
 * blocked turn causes one report, of the time after the timer was due. The watch does not keep the process alive.
 */
export function watchEventLoop(report: (delayMs: number) => void): () => void {
  let dueMs = performance.now() + loopCheckMs;
  const timer = setInterval(() => {
    const nowMs = performance.now();
    report(Math.max(0, nowMs - dueMs));
    dueMs = nowMs + loopCheckMs;
  }, loopCheckMs).unref();
  return () => clearInterval(timer);
}
