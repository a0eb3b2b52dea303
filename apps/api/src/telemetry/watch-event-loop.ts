/** Time between two looks at the event loop, milliseconds. Each wakes a process that rests. */
export const loopCheckMs = 100;

/**
 * Reports how late the timers of this process run: every 100 ms, in milliseconds, until the returned function is called.
 * One blocked turn is one late report, of the time after the timer was due. The process may end while it watches.
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
