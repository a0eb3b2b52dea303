import type { Database } from '../database/database.ts';
import { repeat } from '../database/repeat.ts';
import { within } from '../events/within.ts';
import { type ChooseWaysTools, chooseWays, KeyGone } from './choose-ways.ts';
import { isLate, type KeepProviderBatchTools, keepProviderBatch, submitParcel } from './keep-provider-batch.ts';
import { type KeptBatch, type OpenProviderBatch, ProviderBatchStore, type RowCounts } from './provider-batch-store.ts';

export type BatchKeeperTools = Omit<ChooseWaysTools, 'store' | 'generations'> &
  Omit<KeepProviderBatchTools, 'store' | 'generations'> & {
    database: Pick<Database, 'pool' | 'kind'>;
    generations: ChooseWaysTools['generations'] & KeepProviderBatchTools['generations'];
    /** Ends a batch whose key is no longer valid. */
    cancel(id: string, reason: string): Promise<void>;
    /** Provides a batch with lanes for this number of waiting rows. */
    provideLanes(batch: KeptBatch, waiting: number): Promise<void>;
  };

/** A process without a renewal for this long loses its batch to another process, milliseconds. */
const leaseMs = 30_000;
const renewMs = 10_000;
/** The most batches that one process keeps at the same time. */
const mostKept = 4;
/** The interval between checks of a provider's batch is a tenth of its age, within these limits. Milliseconds. */
const shortestPollMs = 1_000;
const longestPollMs = 60_000;
/** The interval between checks of running rows, milliseconds. */
const lanesMs = 5_000;
/** How long the shutdown waits for running checks, milliseconds. */
const closeMs = 5_000;

/**
 * Keeps the batches with a deadline. It follows their batches at providers, and provides lanes for the remaining rows.
 */
export class BatchKeeper {
  readonly #tools: BatchKeeperTools;
  readonly #store: ProviderBatchStore;
  readonly #kept = new Map<string, Promise<void>>();

  constructor(tools: BatchKeeperTools) {
    this.#tools = tools;
    this.#store = new ProviderBatchStore(tools.database.pool);
  }

  /** Call this before the first `look`. */
  async open(): Promise<void> {
    if (this.#tools.database.kind === 'embedded') await this.#store.freeAll();
  }

  /** Takes the due batches. Does not wait for their checks. */
  async look(): Promise<void> {
    while (!this.#tools.closing.aborted && this.#kept.size < mostKept) {
      const batch = await this.#store.claim(leaseMs, [...this.#kept.keys()]);
      if (batch === null) return;
      this.#kept.set(
        batch.id,
        this.#hold(batch).finally(() => this.#kept.delete(batch.id)),
      );
    }
  }

  /** Resolves when all checks have ended, or after a few seconds. */
  async close(): Promise<void> {
    await within(closeMs, Promise.all(this.#kept.values()), null);
  }

  async #hold(batch: KeptBatch): Promise<void> {
    const { log, closing } = this.#tools;
    const onError = (error: unknown): void =>
      log.warn({ err: error, batchId: batch.id }, 'Cannot check or submit a batch.');
    const renewal = repeat(renewMs, () => this.#store.renew(batch.id, leaseMs), onError);
    let afterMs: number | null = lanesMs;
    try {
      await this.#keep(batch);
      afterMs = await this.#nextLook(batch);
    } catch (error) {
      if (!closing.aborted) onError(error);
    } finally {
      await renewal.stop();
      await this.#store.schedule(batch, closing.aborted ? 0 : afterMs).catch(onError);
    }
  }

  async #keep(batch: KeptBatch): Promise<void> {
    const tools = { ...this.#tools, store: this.#store };
    for (const open of await this.#store.readOpen(batch.id)) await keepProviderBatch(batch, open, tools);
    if (batch.status === 'CANCELLED') {
      await tools.generations.leaveBatch(await this.#store.drop(batch.id, 'SORTING', null));
      return;
    }
    try {
      for await (const parcel of chooseWays(batch, tools)) await submitParcel(batch, parcel, tools);
    } catch (error) {
      if (!(error instanceof KeyGone)) throw error;
      await tools.cancel(batch.id, error.message);
    }
  }

  async #nextLook(batch: KeptBatch): Promise<number | null> {
    const counts = await this.#store.countRows(batch.id);
    if (counts.waiting > 0) await this.#tools.provideLanes(batch, counts.waiting);
    return nextLookMs(batch, counts, await this.#store.readOpen(batch.id), this.#tools.nowMs());
  }
}

/** Time until the next check of a batch, milliseconds. Null when no row is left. */
export function nextLookMs(
  batch: KeptBatch,
  { sorting, sent, waiting, running }: RowCounts,
  open: readonly Pick<OpenProviderBatch, 'submittedAtMs'>[],
  nowMs: number,
): number | null {
  if (sorting + sent + waiting + running === 0) return null;
  const ages = open.map(({ submittedAtMs }) => nowMs - submittedAtMs);
  const pollMs = Math.min(longestPollMs, Math.max(shortestPollMs, Math.min(...ages) / 10));
  const isSoon = open.length === 0 || waiting + running > 0 || isLate(batch, nowMs);
  return isSoon ? Math.min(lanesMs, pollMs) : pollMs;
}
