import { PolledFeed } from '../events/polled-feed.ts';
import type { ModelDay } from './read-days.ts';

/** The usage at one moment. */
export type UsageSnapshot = {
  /** The start of today in UTC. */
  todayMs: number;
  /** Yesterday and today, because a call that begins before midnight may be settled after it. */
  days: readonly ModelDay[];
};

export type UsageWatchTools = {
  /** The days from the given day, of a workspace or of all. */
  readDays(fromDayMs: number, workspaceId: string | null): Promise<readonly ModelDay[]>;
  nowMs(): number;
  onError(error: unknown): void;
  /** The time between two reads of the usage, milliseconds. Default 1,000. */
  intervalMs?: number;
};

const dayMs = 86_400_000;

/** Reads once a second for each workspace with subscribers, however many, and never without subscribers. */
export class UsageWatch {
  readonly #tools: UsageWatchTools;
  readonly #feeds = new Map<string | null, PolledFeed<UsageSnapshot>>();

  constructor(tools: UsageWatchTools) {
    this.#tools = tools;
  }

  /**
   * Sends the usage of a workspace (null: all) soon. Sends it again after a settlement on any replica and at the start
   * of a day, once a second at most. The returned function ends the subscription.
   */
  subscribe(workspaceId: string | null, listener: (snapshot: UsageSnapshot) => void): () => void {
    const { onError, intervalMs = 1_000 } = this.#tools;
    const feed = this.#feeds.get(workspaceId) ?? new PolledFeed(() => this.#read(workspaceId), intervalMs, onError);
    this.#feeds.set(workspaceId, feed);
    const leave = feed.subscribe(listener);
    return () => {
      leave();
      if (feed.listenerCount === 0) this.#feeds.delete(workspaceId);
    };
  }

  async #read(workspaceId: string | null): Promise<UsageSnapshot> {
    const { readDays, nowMs } = this.#tools;
    const todayMs = Math.floor(nowMs() / dayMs) * dayMs;
    return { todayMs, days: await readDays(todayMs - dayMs, workspaceId) };
  }
}
