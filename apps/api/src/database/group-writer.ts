import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { ArrivalPace } from './arrival-pace.ts';
import { isWorthRetrying } from './is-worth-retrying.ts';
import type { Log } from './log.ts';

/** Limits of the groups and of the retries. */
export type GroupWriterLimits = {
  /**
   * Maximum wait for more items before a write, milliseconds, counted from the end of the last write. A group costs
   * nearly as much as ten of its items. Skipped when items arrive more slowly than this. Also skipped after a wait that
   * brought no item, until two items arrive together. So a sequential caller, who never gains from a wait, waits only
   * once. Ends early when all expected items have arrived.
   */
  collectMs: number;
  /** The most items in one transaction. */
  groupSize: number;
  /** The most characters in one transaction, by `lengthOf`. A longer item is written alone. */
  groupCharacters: number;
  /** The most waiting items. Further items are refused immediately. */
  waitingItems: number;
  /** How long an item is retried before the writer gives up, milliseconds. */
  giveUpMs: number;
  /** Timeout of one try, milliseconds. A database that does not answer counts as unavailable. */
  answerMs: number;
};

const defaultLimits: GroupWriterLimits = {
  collectMs: 10,
  groupSize: 64,
  groupCharacters: 8 * 1024 * 1024,
  waitingItems: 20_000,
  giveUpMs: 60_000,
  answerMs: 10_000,
};

export type GroupWriterTools<Item> = {
  /** Writes all items or none. Writing an item again changes nothing. */
  write(items: readonly Item[]): Promise<void>;
  /**
   * Stores items elsewhere when the database has been unavailable for too long. They count as written when it resolves.
   * Default: the items are lost.
   */
  rescue?(items: readonly Item[]): Promise<void>;
  /** How many more items may arrive soon. Default: any number. */
  expected?(): number;
  /**
   * Whether the owner calls `markAvailable` when the database accepts writes again. Until then all items go directly to
   * `rescue`. Default false: each group is first tried once.
   */
  reportsRecovery?: boolean;
  /** The approximate number of characters of an item. Default: items are short. */
  lengthOf?(item: Item): number;
  /** The parts to log of an item that could not be written. */
  summarize(item: Item): object;
  /** For the log: `records of generations`. */
  name: string;
  log: Log;
};

type Waiting<Item> = { item: Item; sinceMs: number; resolve: () => void; reject: (error: unknown) => void };

const firstPauseMs = 20;
const longestPauseMs = 2_000;
/** Timeout of one try while the database counts as unavailable, milliseconds. */
const answerWhileUnavailableMs = 1_000;

/**
 * Writes items in groups, one transaction per group and one group at a time. Items that arrive during a write form the
 * next group. A group that fails because of the database (deadlock, lost connection, unavailable server) is retried. A
 * group that fails because of an item is split until only that item is refused.
 */
export class GroupWriter<Item> {
  readonly #tools: GroupWriterTools<Item>;
  readonly #limits: GroupWriterLimits;
  readonly #waiting: Waiting<Item>[] = [];
  readonly #pace = new ArrivalPace();
  #working: Promise<void> | null = null;
  /** Whether every group since the last wait had a single item. */
  #isAlone = false;
  /** Ends the current wait for more items, if any. */
  #endWait: () => void = () => {};
  /** When the last group was written. */
  #freeSinceMs = 0;
  #isClosed = false;
  /** Whether the writer gave up the last group because of the database. */
  #hasFailed = false;
  /** The error of that group; null before the first failure. */
  #failure: unknown = null;
  #hasLost = false;
  /** The group that is being written. */
  #writing: readonly Waiting<Item>[] = [];

  constructor(tools: GroupWriterTools<Item>, limits: Partial<GroupWriterLimits> = {}) {
    this.#tools = tools;
    this.#limits = { ...defaultLimits, ...limits };
  }

  /** Whether the last group was lost because neither the database nor `rescue` could store it. */
  get isLosing(): boolean {
    return this.#hasLost;
  }

  /** Whether the database counts as unavailable, so that all items go to `rescue`. */
  get isUnavailable(): boolean {
    return this.#hasFailed;
  }

  /** Items that are not written yet, and the age of the oldest, milliseconds. */
  get queue(): { count: number; oldestMs: number } {
    const oldest = this.#writing[0] ?? this.#waiting[0];
    const count = this.#writing.length + this.#waiting.length;
    return { count, oldestMs: oldest === undefined ? 0 : performance.now() - oldest.sinceMs };
  }

  /** Reports that the database accepted a write of another component. */
  markAvailable(): void {
    this.#hasFailed = false;
  }

  /** Resolves when the item is durable. Rejects, after an error in the log, when it could not be written. */
  write(item: Item): Promise<void> {
    if (this.#isClosed) return this.#refuse(item, 'the service is shutting down');
    if (this.#waiting.length >= this.#limits.waitingItems) {
      return this.#refuse(item, `${this.#waiting.length} are waiting for the database already`);
    }
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const sinceMs = performance.now();
    this.#pace.arrived(sinceMs);
    this.#waiting.push({ item, sinceMs, resolve, reject });
    if (this.#waiting.length >= this.#limits.groupSize || this.#tools.expected?.() === 0) this.#endWait();
    this.#working ??= this.#work();
    return promise;
  }

  /** Writes waiting items and accepts no more. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#working;
  }

  async #work(): Promise<void> {
    for (let first = this.#waiting[0]; first !== undefined; first = this.#waiting[0]) {
      const hasWaited = await this.#collect(first);
      const group = this.#waiting.splice(0, this.#nextGroupSize());
      this.#isAlone = group.length === 1 && (hasWaited || this.#isAlone);
      this.#writing = group;
      await this.#writeGroup(group);
      this.#writing = [];
      this.#freeSinceMs = performance.now();
    }
    this.#working = null;
  }

  /** The number of waiting items to write together. */
  #nextGroupSize(): number {
    const { groupSize, groupCharacters } = this.#limits;
    const { lengthOf } = this.#tools;
    const most = Math.min(groupSize, this.#waiting.length);
    if (lengthOf === undefined) return most;
    let characters = 0;
    const over = this.#waiting.findIndex(({ item }, index) => {
      if (index === most) return true;
      characters += lengthOf(item);
      return index > 0 && characters > groupCharacters;
    });
    return over === -1 ? most : over;
  }

  /** Waits for more items where that is worthwhile. Resolves to whether it waited. */
  async #collect({ sinceMs }: Waiting<Item>): Promise<boolean> {
    const { collectMs, groupSize } = this.#limits;
    await nextTurn();
    if (this.#pace.gapMs > collectMs || (this.#isAlone && this.#waiting.length === 1)) return false;
    const pauseMs = Math.max(sinceMs, this.#freeSinceMs) + collectMs - performance.now();
    if (pauseMs <= 0 || this.#waiting.length >= groupSize || this.#isClosed) return false;
    if (this.#tools.expected?.() === 0) return false;
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, pauseMs);
    this.#endWait = resolve;
    await promise;
    clearTimeout(timer);
    this.#endWait = () => {};
    return true;
  }

  async #writeGroup(group: readonly Waiting<Item>[]): Promise<void> {
    if (this.#hasFailed && this.#tools.reportsRecovery === true) return this.#rescue(group, this.#failure);
    const items = group.map(({ item }) => item);
    const giveUpAtMs = performance.now() + (this.#hasFailed ? 0 : this.#limits.giveUpMs);
    for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
      try {
        await this.#writeInTime(items);
        this.#hasFailed = false;
        this.#hasLost = false;
        for (const { resolve } of group) resolve();
        return;
      } catch (error) {
        if (!isWorthRetrying(error)) return this.#split(group, error);
        if (performance.now() + pauseMs > giveUpAtMs) return this.#rescue(group, error);
        this.#tools.log.warn({ err: error }, `Cannot write ${group.length} ${this.#tools.name}; retrying.`);
        await sleep(pauseMs * (0.5 + Math.random() / 2));
      }
    }
  }

  /** A try that times out continues and may still succeed. Its items are then written twice, which changes nothing. */
  async #writeInTime(items: readonly Item[]): Promise<void> {
    const limitMs = this.#hasFailed ? Math.min(answerWhileUnavailableMs, this.#limits.answerMs) : this.#limits.answerMs;
    const { promise: silence, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(() => reject(new Error(`The database gave no answer within ${limitMs} ms.`)), limitMs);
    try {
      await Promise.race([this.#tools.write(items), silence]);
    } finally {
      clearTimeout(timer);
    }
  }

  async #split(group: readonly Waiting<Item>[], error: unknown): Promise<void> {
    if (group.length === 1) return this.#giveUp(group, error);
    const half = Math.ceil(group.length / 2);
    await this.#writeGroup(group.slice(0, half));
    await this.#writeGroup(group.slice(half));
  }

  async #rescue(group: readonly Waiting<Item>[], error: unknown): Promise<void> {
    if (this.#tools.rescue === undefined) {
      this.#hasLost = true;
      return this.#giveUp(group, error);
    }
    if (!this.#hasFailed)
      this.#tools.log.error({ err: error }, `The database is unavailable; ${this.#tools.name} are stored elsewhere.`);
    this.#hasFailed = true;
    this.#failure = error;
    try {
      await this.#tools.rescue(group.map(({ item }) => item));
      this.#hasLost = false;
      for (const { resolve } of group) resolve();
    } catch (rescueError) {
      this.#hasLost = true;
      this.#giveUp(group, rescueError);
    }
  }

  #giveUp(group: readonly Waiting<Item>[], error: unknown): void {
    for (const { item, reject } of group) reject(this.#lose(item, error));
  }

  #refuse(item: Item, reason: string): Promise<never> {
    return Promise.reject(this.#lose(item, new Error(reason)));
  }

  #lose(item: Item, cause: unknown): Error {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const lost = this.#tools.summarize(item);
    this.#tools.log.error({ lost, err: cause }, `One of the ${this.#tools.name} could not be written and is lost.`);
    return new Error(`One of the ${this.#tools.name} could not be written (${reason}).`, { cause });
  }
}
