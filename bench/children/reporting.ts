/** The figures of a measured process: CPU in microseconds since its start (all threads), memory in bytes. */
export type Sample = { cpuMicros: number; mainThreadMicros: number; heapUsed: number; external: number; rss: number };

/** A distribution, milliseconds. */
export type Spread = { p50: number; p99: number; max: number; count: number };

/** The times recorded since the last request. */
export type Times = {
  /** The delay of its event loop. */
  loop: Spread;
  /** Other recorded times, milliseconds. */
  each: readonly number[];
};

export type ToChild = { ask: 'sample'; id: number; collect: boolean } | { ask: 'times'; id: number } | { ask: 'stop' };
export type FromChild =
  | { tell: 'ready'; facts: Readonly<Record<string, string>> }
  | { tell: 'sample'; id: number; sample: Sample }
  | { tell: 'times'; id: number; times: Times };

/**
 * Answers the parent's requests, and reports that this process is ready. `takeTimes` returns the recorded times, if the
 * process records any.
 */
export function reportToParent(
  facts: Readonly<Record<string, string>>,
  stop: () => Promise<void>,
  takeTimes: (() => Times) | null = null,
): void {
  process.on('message', (message: ToChild) => {
    if (message.ask === 'stop') {
      void stop().finally(() => process.exit(0));
      return;
    }
    if (message.ask === 'times') {
      if (takeTimes === null) throw new Error('This process times nothing.');
      tell({ tell: 'times', id: message.id, times: takeTimes() });
      return;
    }
    if (message.collect) globalThis.gc?.();
    tell({ tell: 'sample', id: message.id, sample: takeSample() });
  });
  process.on('disconnect', () => process.exit(0));
  tell({ tell: 'ready', facts });
}

function takeSample(): Sample {
  const all = process.cpuUsage();
  const main = process.threadCpuUsage();
  const { heapUsed, external, rss } = process.memoryUsage();
  return { cpuMicros: all.user + all.system, mainThreadMicros: main.user + main.system, heapUsed, external, rss };
}

function tell(message: FromChild): void {
  process.send?.(message);
}
