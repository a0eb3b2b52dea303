import { Session } from 'node:inspector/promises';
import { performance } from 'node:perf_hooks';

/** The interval of `releaseMemoryWhenQuiet`, milliseconds. */
const lookMs = 10_000;
/** The share of an interval that a quiet thread works at most. */
const quietShare = 0.05;
/** The heap must have grown by this since the last collection, bytes. */
const worthBytes = 16 * 1024 * 1024;

/**
 * Releases memory once a load is over: after an interval without running generations in which the thread hardly worked.
 * V8 itself would keep the memory of the load until the next one. Returns a function that ends this.
 */
export function releaseMemoryWhenQuiet(
  isRunning: () => boolean,
  intervalMs: number = lookMs,
  release: () => Promise<void> = releaseMemory,
): () => void {
  let heldBytes = process.memoryUsage().heapTotal;
  let last = performance.eventLoopUtilization();
  const timer = setInterval(async () => {
    const { utilization } = performance.eventLoopUtilization(last);
    last = performance.eventLoopUtilization();
    const hasGrown = process.memoryUsage().heapTotal > heldBytes + worthBytes;
    if (!hasGrown || utilization > quietShare || isRunning()) return;
    await release();
    heldBytes = process.memoryUsage().heapTotal;
  }, intervalMs).unref();
  return () => clearInterval(timer);
}

/**
 * Collects garbage and returns free pages to the system: about 60 MB after the start. V8 collects only when it needs
 * memory, so an idle process would keep them. Stops the thread for 100 to 300 ms.
 */
export async function releaseMemory(): Promise<void> {
  const session = new Session();
  session.connect();
  try {
    await session.post('HeapProfiler.collectGarbage');
  } finally {
    session.disconnect();
  }
}
