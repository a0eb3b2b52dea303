/** A task that runs repeatedly. */
export type Repetition = {
  /** Stops the task. Resolves when the last run has ended. */
  stop(): Promise<void>;
};

/**
 * Runs `act` repeatedly, with `intervalMs` between the end of one run and the start of the next. Failures are reported
 * and do not stop it.
 */
export function repeat(intervalMs: number, act: () => Promise<void>, onError: (error: unknown) => void): Repetition {
  let isStopped = false;
  let running: Promise<void> = Promise.resolve();
  let timer = setTimeout(run, intervalMs).unref();

  function run(): void {
    running = act()
      .catch(onError)
      .then(() => {
        if (!isStopped) timer = setTimeout(run, intervalMs).unref();
      });
  }

  return {
    stop() {
      isStopped = true;
      clearTimeout(timer);
      return running;
    },
  };
}
