/** Something that is done again and again. */
export type Repetition = {
  /** Not again; resolves when the last time is over. */
  stop(): Promise<void>;
};

/** Does it every `intervalMs`, counted from one end to the next beginning. A failure is told, and the next time comes. */
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
