import type { Database } from '../database/database.ts';
import { inTransaction } from '../database/in-transaction.ts';
import type { Log } from '../database/log.ts';
import { type Repetition, repeat } from '../database/repeat.ts';
import { within } from '../events/within.ts';
import { newId } from '../generation/new-id.ts';
import type { Batches, NewBatch } from './batch.ts';
import { BatchKeeper, type BatchKeeperTools } from './batch-keeper.ts';
import { BatchStore } from './batch-store.ts';
import { type Lane, LaneQueue } from './lane-queue.ts';
import { type LaneTools, runLane } from './run-lane.ts';
import type { RowRunnerTools } from './run-row.ts';

export type BatchRunnerTools = Omit<RowRunnerTools, 'closing' | 'generations'> & {
  generations: RowRunnerTools['generations'] & BatchKeeperTools['generations'];
  /** The batches of a provider in the rules in force; null if it has none. */
  batchesOf: BatchKeeperTools['batchesOf'];
  database: Pick<Database, 'pool' | 'kind'>;
  log: Log;
  nowMs(): number;
};

/** The most rows that one process runs at the same time. */
const mostLanes = 64;
/** Interval between checks for lanes, milliseconds. */
const lookMs = 1_000;
/** Checks per renewal of the held lanes. */
const looksPerTouch = 2;
const sliceMs = 10_000;
/** A generation is stored as running well within this time, milliseconds. */
const lostAfterMs = 5_000;
/** How long the shutdown waits for held lanes, milliseconds. */
const closeMs = 5_000;

type Held = { lane: Lane; cancelled: AbortController; done: Promise<void> };

/** Runs the rows of batches. Replicas share the rows through a queue of lanes. */
export class BatchRunner implements Batches {
  readonly #tools: BatchRunnerTools;
  readonly #store: BatchStore;
  readonly #queue: LaneQueue;
  readonly #keeper: BatchKeeper;
  readonly #held = new Map<string, Held>();
  readonly #closing = new AbortController();
  /** Whether a batch may have work. False only if no other process can add a batch. */
  #mayHaveWork = true;
  #looks: Repetition | null = null;
  #count = 0;
  #looking: Promise<void> = Promise.resolve();

  constructor(tools: BatchRunnerTools) {
    this.#tools = tools;
    this.#store = new BatchStore(tools.database.pool);
    this.#queue = new LaneQueue(tools);
    this.#keeper = new BatchKeeper({
      ...tools,
      closing: this.#closing.signal,
      cancel: (id, reason) => this.#store.cancel(id, reason),
      provideLanes: (batch, waiting) => this.#provideLanes(batch, waiting),
    });
  }

  /** Continues the batches that have not ended. */
  async open(): Promise<void> {
    const { database, log } = this.#tools;
    if (database.kind === 'embedded' && (await this.#store.hasUnfinished())) await this.#queue.freeAll();
    await this.#keeper.open();
    this.#looks = repeat(
      lookMs,
      () => this.#lookInTurn(),
      (error) => log.warn({ err: error }, 'Cannot look for rows of batches.'),
    );
  }

  async create(batch: NewBatch): Promise<string> {
    await this.#queue.open();
    const id = newId(this.#tools.nowMs());
    // With a deadline, lanes are added once it is known which rows run alone.
    const lanes = batch.deadline === null ? Math.min(batch.concurrency, batch.requests.length) : 0;
    const stored = await this.#store.create(id, batch, (client) => this.#queue.add(id, lanes, client));
    this.#mayHaveWork = true;
    this.#lookSoon();
    return stored;
  }

  async cancel(id: string): Promise<void> {
    await this.#store.cancel(id, 'It was cancelled by a caller.');
    this.#abortOf([id]);
    this.#lookSoon();
  }

  /** Starts no more rows. Running rows end with their generations. */
  stop(): void {
    this.#closing.abort();
  }

  /**
   * Releases all lanes to other replicas. Resolves when the rows of this replica are stored, or after a few seconds.
   */
  async close(): Promise<void> {
    this.stop();
    await this.#looks?.stop();
    const all = Promise.all([...this.#held.values()].map(({ done }) => done));
    await within(closeMs, all, null);
    await this.#keeper.close();
    await this.#queue.close();
  }

  /** Adds the missing lanes: one per waiting row, within the batch's concurrency. */
  async #provideLanes({ id, concurrency }: { id: string; concurrency: number }, waiting: number): Promise<void> {
    const missing = Math.min(concurrency, waiting) - (await this.#queue.count(id));
    if (missing <= 0) return;
    await inTransaction(this.#tools.database.pool, (client) => this.#queue.add(id, missing, client));
    this.#lookSoon();
  }

  #lookSoon(): void {
    this.#lookInTurn().catch((error) => this.#tools.log.warn({ err: error }, 'Cannot look for rows of batches.'));
  }

  #lookInTurn(): Promise<void> {
    const look = this.#looking.catch(() => {}).then(() => this.#look());
    this.#looking = look;
    return look;
  }

  async #look(): Promise<void> {
    if (this.#closing.signal.aborted) return;
    if (this.#held.size === 0 && !(await this.#hasUnfinished())) return;
    if (this.#held.size > 0) await this.#keep();
    await this.#keeper.look();
    const free = mostLanes - this.#held.size;
    if (free <= 0) return;
    for (const lane of await this.#queue.take(free)) this.#hold(lane);
  }

  async #hasUnfinished(): Promise<boolean> {
    if (!this.#mayHaveWork) return false;
    // Set before the read. A batch that is created during the read sets it to true again.
    this.#mayHaveWork = this.#tools.database.kind !== 'embedded';
    let isUnfinished = true;
    try {
      isUnfinished = await this.#store.hasUnfinished();
    } finally {
      this.#mayHaveWork ||= isUnfinished;
    }
    return isUnfinished;
  }

  /** Aborts rows of batches that another replica cancelled, and renews the held lanes. */
  async #keep(): Promise<void> {
    const ids = new Set([...this.#held.values()].map(({ lane }) => lane.batchId));
    this.#abortOf(await this.#store.readCancelled([...ids]));
    if (this.#count++ % looksPerTouch === 0) await this.#queue.touch([...this.#held.values()].map(({ lane }) => lane));
  }

  #abortOf(batchIds: readonly string[]): void {
    for (const { lane, cancelled } of this.#held.values()) if (batchIds.includes(lane.batchId)) cancelled.abort();
  }

  #hold(lane: Lane): void {
    const cancelled = new AbortController();
    const done = this.#run(lane, cancelled.signal)
      .catch((error) =>
        this.#tools.log.error({ err: error, batchId: lane.batchId }, 'A batch failed with an unexpected error.'),
      )
      .finally(() => {
        this.#held.delete(lane.id);
        if (!this.#closing.signal.aborted) this.#lookSoon();
      });
    this.#held.set(lane.id, { lane, cancelled, done });
  }

  async #run(lane: Lane, signal: AbortSignal): Promise<void> {
    const tools: LaneTools = {
      ...this.#tools,
      store: this.#store,
      closing: this.#closing.signal,
      sliceMs,
      lostAfterMs: this.#tools.database.kind === 'embedded' ? 0 : lostAfterMs,
    };
    switch (await runLane(lane, signal, tools)) {
      case 'ended':
        return this.#queue.end(lane);
      case 'slice-over':
        return this.#queue.requeue(lane);
      case 'given-up':
        return this.#queue.giveUp(lane);
    }
  }
}
