import type { OpenEventLog } from './event-log.ts';
import type { FollowedGeneration } from './followed-generation.ts';
import type { FeedSharing } from './generation-feed.ts';
import type { LiveGeneration } from './live-generation.ts';

/** A generation of this replica, as other replicas see it. */
export type Owned = Pick<LiveGeneration, 'id' | 'request' | 'plan' | 'inputTokens' | 'createdAtMs' | 'log'>;

/** Shares generations between this replica and the others. */
export interface Peers {
  /** Makes the event log of each generation of this replica. Absent: events stay in the memory of this process. */
  openEventLog?: OpenEventLog;

  /** Announces a generation that runs here. If its events are shared, others can find it from now on. */
  own(generation: Owned): void;

  /**
   * Finds and follows a generation of another replica. Null if there is none, if its events are gone, or if replicas
   * share no events.
   */
  follow(id: string): Promise<FollowedGeneration | null>;

  /** A generation that is followed already. */
  followed(id: string): FollowedGeneration | undefined;

  /**
   * Asks the replica that runs a generation to end it. Only the end of the generation shows that the request arrived.
   */
  askToCancel(id: string): Promise<void>;

  /** Asks all replicas to forget an ended generation. Rejects if they cannot be asked. */
  askToForget(id: string): Promise<void>;

  /** Shares starts and ends of generations. Absent: only those of this replica are seen. */
  feed?: FeedSharing;
}

/** A process without other replicas. */
export const noPeers: Peers = {
  own: () => {},
  follow: async () => null,
  followed: () => undefined,
  askToCancel: async () => {},
  askToForget: async () => {},
};
