import type { FeedEvent } from './generation-feed.ts';

/** Carries the starts and ends of generations between replicas, while one of them reads them. */
export interface FeedSharing {
  /** Tells the others of an event here, where one of them reads. `read` is called only then. */
  publish(read: () => FeedEvent): void;

  /** The events of the others from now on, until the returned function is called. */
  watch(listener: (event: FeedEvent) => void): () => void;
}

/** A process that shares its feed with no other. */
export const unsharedFeed: FeedSharing = { publish: () => {}, watch: () => () => {} };
