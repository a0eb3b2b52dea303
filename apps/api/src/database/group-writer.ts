import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { ArrivalPace } from './arrival-pace.ts';
import { isWorthRetrying } from './is-worth-retrying.ts';
import type { Log } from './log.ts';

/** How much is collected, and for how long it is tried. */
export type GroupWriterLimits = {
  /**
   * How long an item waits for company, milliseconds, counted from when the writer is free: a group costs the database
   * nearly as much as ten of its items. While items come further apart than this, none is waited for, and neither once that
   * has been in vain, until items meet by themselves: a caller who asks again when it has its answer is alone, however
   * fast it asks.
   */
  collectMs: number;
  /** The most items in one transaction. */
  groupSize: number;
  /** The most items that may wait; those beyond are refused at once. */
  waitingItems: number;
  /** How long an item is tried before it is given up, milliseconds. */
  giveUpMs: number;
  /** How long one try may take, milliseconds: a database that says nothing is away. */
  answerMs: number;
};

const defaultLimits: GroupWriterLimits = {
  collectMs: 10,
  groupSize: 64,
  waitingItems: 20_000,
  giveUpMs: 60_000,
  answerMs: 10_000,
};

export type GroupWriterTools<Item> = {
  /** Writes all items or none. Writing one that is there already changes nothing. */
  write(items: readonly Item[]): Promise<void>;
  /**
   * Keeps items elsewhere when the database has been away for too long; they count as written when it resolves. Left
   * out, they are lost.
   */
  rescue?(items: readonly Item[]): Promise<void>;
  /**
   * Whether someone calls `reached` when the database takes writes again. Until then everything goes to `rescue` at once;
   * left out, each group is tried once before.
   */
  isToldOfReturn?: boolean;
  /** What the log must keep of an item that could not be written. */
  summarize(item: Item): object;
  /** For the log: `records of generations`. */
  name: string;
  log: Log;
};

type Waiting<Item> = { item: Item; sinceMs: number; resolve: () => void; reject: (error: unknown) => void };

const firstPauseMs = 20;
const longestPauseMs = 2_000;
/** How long one try may take once the database is known to be away, milliseconds. */
const answerWhileAwayMs = 1_000;

/**
 * Writes items in groups, one transaction per group and one group at a time: what arrives while a group is being written
 * is the next one. A group that fails for the database's sake (deadlock, lost connection, a server that is away) is tried
 * again; one that fails for an item's sake is split until that item stands alone and is refused alone.
 */
export class GroupWriter<Item> {
  private readonly tools: GroupWriterTools<Item>;
  private readonly limits: GroupWriterLimits;
  private readonly waiting: Waiting<Item>[] = [];
  private readonly pace = new ArrivalPace();
  private working: Promise<void> | null = null;
  /** Whether the last item that was waited with stayed alone, and every one since. */
  private isAlone = false;
  /** When the last group was written. */
  private freeSinceMs = 0;
  private isClosed = false;
  /** Whether the last group was given up for the database's sake. */
  private hasGoneAway = false;
  /** Why; null before. */
  private absence: unknown = null;
  private hasLost = false;

  constructor(tools: GroupWriterTools<Item>, limits: Partial<GroupWriterLimits> = {}) {
    this.tools = tools;
    this.limits = { ...defaultLimits, ...limits };
  }

  /** Whether the last group was lost because neither the database nor what takes its place could keep it. */
  get isLosing(): boolean {
    return this.hasLost;
  }

  /** Whether the database counts as away, so that everything goes to `rescue`. */
  get isUnavailable(): boolean {
    return this.hasGoneAway;
  }

  /** The database has taken a write that did not come from here. */
  reached(): void {
    this.hasGoneAway = false;
  }

  /** Resolves when the item is durable; rejects, after a loud line in the log, when it could not be written. */
  write(item: Item): Promise<void> {
    if (this.isClosed) return this.refuse(item, 'the service is shutting down');
    if (this.waiting.length >= this.limits.waitingItems) {
      return this.refuse(item, `${this.waiting.length} are waiting for the database already`);
    }
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const sinceMs = performance.now();
    this.pace.arrived(sinceMs);
    this.waiting.push({ item, sinceMs, resolve, reject });
    this.working ??= this.work();
    return promise;
  }

  /** Writes what is waiting and takes no more. */
  async close(): Promise<void> {
    this.isClosed = true;
    await this.working;
  }

  private async work(): Promise<void> {
    for (let first = this.waiting[0]; first !== undefined; first = this.waiting[0]) {
      const hasWaited = await this.collect(first);
      const group = this.waiting.splice(0, this.limits.groupSize);
      this.isAlone = group.length === 1 && (hasWaited || this.isAlone);
      await this.writeGroup(group);
      this.freeSinceMs = performance.now();
    }
    this.working = null;
  }

  /** Resolves to whether there was any wait. */
  private async collect({ sinceMs }: Waiting<Item>): Promise<boolean> {
    const { collectMs, groupSize } = this.limits;
    await nextTurn();
    if (this.pace.gapMs > collectMs || (this.isAlone && this.waiting.length === 1)) return false;
    const pauseMs = Math.max(sinceMs, this.freeSinceMs) + collectMs - performance.now();
    if (pauseMs <= 0 || this.waiting.length >= groupSize || this.isClosed) return false;
    await sleep(pauseMs);
    return true;
  }

  private async writeGroup(group: readonly Waiting<Item>[]): Promise<void> {
    if (this.hasGoneAway && this.tools.isToldOfReturn === true) return this.rescue(group, this.absence);
    const items = group.map(({ item }) => item);
    const giveUpAtMs = performance.now() + (this.hasGoneAway ? 0 : this.limits.giveUpMs);
    for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
      try {
        await this.writeInTime(items);
        this.hasGoneAway = false;
        this.hasLost = false;
        for (const { resolve } of group) resolve();
        return;
      } catch (error) {
        if (!isWorthRetrying(error)) return this.split(group, error);
        if (performance.now() + pauseMs > giveUpAtMs) return this.rescue(group, error);
        this.tools.log.warn({ err: error }, `Cannot write ${group.length} ${this.tools.name}; trying again.`);
        await sleep(pauseMs * (0.5 + Math.random() / 2));
      }
    }
  }

  /** A try that takes too long goes on, and may still succeed: what it wrote is there when it is written again. */
  private async writeInTime(items: readonly Item[]): Promise<void> {
    const limitMs = this.hasGoneAway ? Math.min(answerWhileAwayMs, this.limits.answerMs) : this.limits.answerMs;
    const { promise: silence, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(() => reject(new Error(`The database gave no answer within ${limitMs} ms.`)), limitMs);
    try {
      await Promise.race([this.tools.write(items), silence]);
    } finally {
      clearTimeout(timer);
    }
  }

  private async split(group: readonly Waiting<Item>[], error: unknown): Promise<void> {
    if (group.length === 1) return this.giveUp(group, error);
    const half = Math.ceil(group.length / 2);
    await this.writeGroup(group.slice(0, half));
    await this.writeGroup(group.slice(half));
  }

  private async rescue(group: readonly Waiting<Item>[], error: unknown): Promise<void> {
    if (this.tools.rescue === undefined) {
      this.hasLost = true;
      return this.giveUp(group, error);
    }
    if (!this.hasGoneAway)
      this.tools.log.error({ err: error }, `The database is away; ${this.tools.name} are kept elsewhere.`);
    this.hasGoneAway = true;
    this.absence = error;
    try {
      await this.tools.rescue(group.map(({ item }) => item));
      this.hasLost = false;
      for (const { resolve } of group) resolve();
    } catch (failure) {
      this.hasLost = true;
      this.giveUp(group, failure);
    }
  }

  private giveUp(group: readonly Waiting<Item>[], error: unknown): void {
    for (const { item, reject } of group) reject(this.lose(item, error));
  }

  private refuse(item: Item, reason: string): Promise<never> {
    return Promise.reject(this.lose(item, new Error(reason)));
  }

  private lose(item: Item, cause: unknown): Error {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const lost = this.tools.summarize(item);
    this.tools.log.error({ lost, err: cause }, `One of the ${this.tools.name} could not be written and is lost.`);
    return new Error(`One of the ${this.tools.name} could not be written (${reason}).`, { cause });
  }
}
