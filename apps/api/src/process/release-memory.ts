import { Session } from 'node:inspector/promises';
import { performance } from 'node:perf_hooks';

/** The most work of a quiet thread, as a share of an interval. */
const quietShare = 0.05;

export type ReleaseOptions = {
  /** The interval between checks, milliseconds. Default 10,000. */
  intervalMs?: number;
  /** The least growth of the heap since the last collection, bytes. Default 16 MiB. */
  worthBytes?: number;
  /**
   * The time after which the rest of a load has expired, milliseconds. Ended generations and health figures are kept
   * for five minutes. Default 330,000.
   */
  againAfterMs?: number;
  /** Default `releaseMemory`. */
  release?: () => Promise<void>;
};

/**
 * Releases memory after a load: after an interval without running generations and with little work in the thread. V8
 * itself would keep the memory of the load until the next one. Releases memory once more when the rest of the load has
 * expired. Returns a function that stops this.
 */
export function releaseMemoryWhenQuiet(isRunning: () => boolean, options: ReleaseOptions = {}): () => void {
  const {
    intervalMs = 10_000,
    worthBytes = 16 * 1024 * 1024,
    againAfterMs = 330_000,
    release = releaseMemory,
  } = options;
  let heldBytes = process.memoryUsage().heapTotal;
  let last = performance.eventLoopUtilization();
  let againAtMs = Number.POSITIVE_INFINITY;
  const timer = setInterval(async () => {
    const { utilization } = performance.eventLoopUtilization(last);
    last = performance.eventLoopUtilization();
    const hasGrown = process.memoryUsage().heapTotal > heldBytes + worthBytes;
    const isAgain = performance.now() >= againAtMs;
    if (!(hasGrown || isAgain) || utilization > quietShare || isRunning()) return;
    againAtMs = hasGrown ? performance.now() + againAfterMs : Number.POSITIVE_INFINITY;
    await release();
    heldBytes = process.memoryUsage().heapTotal;
  }, intervalMs).unref();
  return () => clearInterval(timer);
}

/**
 * Collects garbage and returns free pages to the system: about 60 MB after the start. V8 collects only when it needs
 * memory, so an idle process would keep them. Blocks the thread for 100 to 300 ms.
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
