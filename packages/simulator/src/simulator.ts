import { PromptCache } from './answer/prompt-cache.ts';
import { type Batch, BatchBook, type BatchPace, usualBatchPace } from './batches/batch-book.ts';
import type { DialectName } from './dialects/dialect.ts';
import { dialectByName } from './dialects/dialects.ts';
import { FaultBook, type FaultScript } from './faults/fault-book.ts';
import { defaultPace, type Pace } from './pace/pace.ts';
import { Tap } from './pace/tap.ts';
import { TimingWheel } from './pace/timing-wheel.ts';
import { RequestLog, type SeenRequest } from './request-log.ts';
import { listen } from './server.ts';

export type SimulatorOptions = {
  /** 0 takes any free port. Default 0. */
  port?: number;
  /** Default 127.0.0.1. */
  host?: string;
  /** The pace of every model without a pace in its name or in the request's headers. */
  pace?: Partial<Pace>;
  /** How long prompts stay cached after their last use. Milliseconds, default 5 minutes. */
  promptCacheMs?: number;
  /** Number of requests in the log. Default 10,000. */
  rememberedRequests?: number;
};

/** A fake upstream on a real socket. */
export interface Simulator {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  /** The base address of a dialect, in the form of a provider's `base_url`: `…/openai/v1`, `…/anthropic/v1`. */
  baseUrl(dialect: DialectName): string;
  /** The most recent requests, oldest first (the last 10,000). */
  requests(): readonly SeenRequest[];
  /** Open requests, including silent and stalled ones. */
  openStreams(): number;
  /**
   * Sets the faults of the next requests for a model, one entry per request: `500`, `cut:5`, or null for none. `*`
   * means all models, `models` the list of models. Throws if a fault is unknown.
   */
  script(
    model: string,
    faults: readonly (string | null)[],
    wishes?: Pick<FaultScript, 'repeat' | 'share' | 'seed'>,
  ): void;
  /** Adds a tap to the later streams of a model. They stop until it allows more tokens. */
  tap(model: string): Tap;
  /**
   * Sets how batches run from now on, running batches included. Omitted settings have their defaults: at once and
   * whole.
   */
  paceBatches(pace?: Partial<BatchPace>): void;
  /** The submitted batches, oldest first. */
  batches(): readonly Batch[];
  /** The uploaded files that still exist, oldest first. */
  batchFiles(): readonly string[];
  /** Clears requests, scripts, taps, batches, and the memory of faults and caches. */
  clear(): void;
  /** Ends every connection at once. */
  close(): Promise<void>;
}

/** Starts a simulator. Rejects if the port is taken. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const { port = 0, host = '127.0.0.1', pace = {}, rememberedRequests = 10_000, promptCacheMs } = options;
  const wheel = new TimingWheel();
  const log = new RequestLog(rememberedRequests);
  const cache = new PromptCache(promptCacheMs);
  const faults = new FaultBook();
  const batches = new BatchBook();
  const taps = new Map<string, Tap>();
  const clear = (): void => {
    log.clear();
    cache.clear();
    faults.clear();
    taps.clear();
    batches.clear();
  };
  const server = await listen(
    { pace: { ...defaultPace, ...pace }, wheel, taps, log, cache, faults, batches, clear },
    host,
    port,
  );
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${server.port}`;
  return {
    url,
    baseUrl: (dialect) => url + dialectByName(dialect).basePath,
    requests: () => log.list(),
    openStreams: server.openExchanges,
    script: (model, texts, wishes = {}) => faults.write({ ...wishes, model, faults: texts }),
    tap(model) {
      const tap = new Tap();
      taps.set(model, tap);
      return tap;
    },
    paceBatches: (pace = {}) => {
      batches.pace = { ...usualBatchPace, ...pace };
    },
    batches: () => batches.list(),
    batchFiles: () => batches.fileIds(),
    clear,
    close: async () => {
      wheel.stop();
      await server.close();
    },
  };
}
