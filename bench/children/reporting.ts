/** What a measured process tells of itself: CPU in microseconds since its start (all threads), memory in bytes. */
export type Sample = { cpuMicros: number; mainThreadMicros: number; heapUsed: number; external: number; rss: number };

export type ToChild = { ask: 'sample'; id: number; collect: boolean } | { ask: 'stop' };
export type FromChild =
  | { tell: 'ready'; facts: Readonly<Record<string, string>> }
  | { tell: 'sample'; id: number; sample: Sample };

/** Answers the parent's questions, and tells it that this process is ready. */
export function reportToParent(facts: Readonly<Record<string, string>>, stop: () => Promise<void>): void {
  process.on('message', (message: ToChild) => {
    if (message.ask === 'stop') {
      void stop().finally(() => process.exit(0));
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
