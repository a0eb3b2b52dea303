import type { OpenEventLog } from './event-log.ts';
import type { FollowedGeneration } from './followed-generation.ts';
import type { FeedSharing } from './generation-feed.ts';
import type { LiveGeneration } from './live-generation.ts';

/** A generation of this replica, as other replicas get to know it. */
export type Owned = Pick<LiveGeneration, 'id' | 'request' | 'plan' | 'inputTokens' | 'createdAtMs' | 'log'>;

/** The other replicas: their generations for this one, and this one's for them. */
export interface Peers {
  /** Makes the event log of each generation of this replica. Left out, events are kept in the memory of this process. */
  openEventLog?: OpenEventLog;

  /** A generation runs here. Others can find it from now on, where its events are shared. */
  own(generation: Owned): void;

  /**
   * Finds a generation of another replica, and follows it. Null where there is none, where its events are gone, and where
   * replicas share no events.
   */
  follow(id: string): Promise<FollowedGeneration | null>;

  /** One that is followed already. */
  followed(id: string): FollowedGeneration | undefined;

  /** Asks the replica that runs a generation to end it. Its end shows whether that has heard it. */
  askToCancel(id: string): Promise<void>;

  /** Asks all to let go of an ended generation. Rejects where they cannot be asked. */
  askToForget(id: string): Promise<void>;

  /** Starts and ends of generations. Left out: of this replica alone. */
  feed?: FeedSharing;
}

/** A process without others. */
export const noPeers: Peers = {
  own: () => {},
  follow: async () => null,
  followed: () => undefined,
  askToCancel: async () => {},
  askToForget: async () => {},
};
