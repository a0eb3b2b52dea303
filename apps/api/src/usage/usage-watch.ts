import { PolledFeed } from '../events/polled-feed.ts';
import type { ModelDay } from './read-days.ts';

/** The usage at one moment. */
export type UsageSnapshot = {
  /** The start of today in UTC. */
  todayMs: number;
  /** Yesterday and today, because a call that begins before midnight may be settled after it. */
  days: readonly ModelDay[];
};

/** Subscriptions to usage. */
export interface UsageWatch {
  /**
   * Sends the usage of a workspace (null: all) soon. Sends it again after a settlement on any replica and at the start
   * of a day, once a second at most. The returned function ends the subscription.
   */
  subscribe(workspaceId: string | null, listener: (snapshot: UsageSnapshot) => void): () => void;
}

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
export function createUsageWatch({ readDays, nowMs, onError, intervalMs = 1_000 }: UsageWatchTools): UsageWatch {
  const feeds = new Map<string | null, PolledFeed<UsageSnapshot>>();

  async function read(workspaceId: string | null): Promise<UsageSnapshot> {
    const todayMs = Math.floor(nowMs() / dayMs) * dayMs;
    return { todayMs, days: await readDays(todayMs - dayMs, workspaceId) };
  }

  return {
    subscribe(workspaceId, listener) {
      const feed = feeds.get(workspaceId) ?? new PolledFeed(() => read(workspaceId), intervalMs, onError);
      feeds.set(workspaceId, feed);
      const leave = feed.subscribe(listener);
      return () => {
        leave();
        if (feed.listenerCount === 0) feeds.delete(workspaceId);
      };
    },
  };
}
