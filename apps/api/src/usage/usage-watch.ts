import { PolledFeed } from '../events/polled-feed.ts';
import type { ModelDay } from './read-days.ts';

/** Usage as it stands at a moment. */
export type UsageSnapshot = {
  /** Where today, of UTC, begins. */
  todayMs: number;
  /** Of yesterday and today: what begins before midnight may be settled after it. */
  days: readonly ModelDay[];
};

/** Usage that can be watched. */
export interface UsageWatch {
  /**
   * Tells how the usage of a workspace (null: of all) stands, soon, then when something has been settled on any replica
   * and when a day begins, at most once a second, until the returned function is called.
   */
  subscribe(workspaceId: string | null, listener: (snapshot: UsageSnapshot) => void): () => void;
}

export type UsageWatchTools = {
  /** The days from one on, whose beginning is given, of a workspace or of all. */
  readDays(fromDayMs: number, workspaceId: string | null): Promise<readonly ModelDay[]>;
  nowMs(): number;
  onError(error: unknown): void;
  /** How often it is read, milliseconds. Default 1,000. */
  intervalMs?: number;
};

const dayMs = 86_400_000;

/** Reads once a second for each workspace that somebody watches, however many they are, and never otherwise. */
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
