import { QueuedValues } from '../events/queued-values.ts';
import type { Generation } from './generation.ts';

/** The start or the end of a generation. */
export type FeedEvent = {
  type: 'started' | 'ended';
  generation: Generation;
  /** True: of another replica, without its content. Absent: of this replica. */
  isElsewhere?: boolean;
};

/** Carries starts and ends of generations between replicas, while any of them has a reader. */
export interface FeedSharing {
  /** Tells the other replicas of an event, if any of them has a reader. `read` is called only then. */
  publish(read: () => FeedEvent): void;

  /** Subscribes to the events of the other replicas. The returned function unsubscribes. */
  watch(listener: (event: FeedEvent) => void): () => void;
}

/** The feed sharing of a process without other replicas. */
const unsharedFeed: FeedSharing = { publish: () => {}, watch: () => () => {} };

/** The most events that wait for a slow reader. */
const mostWaiting = 1_000;

/** Tells readers when a generation starts and ends, here or on another replica. Costs nothing without a reader. */
export class GenerationFeed {
  readonly #sharing: FeedSharing;
  readonly #listeners = new Set<(event: FeedEvent) => void>();
  #leaveOthers: (() => void) | null = null;

  /** `sharing`: the other replicas. Default: none. */
  constructor(sharing: FeedSharing = unsharedFeed) {
    this.#sharing = sharing;
  }

  /** Publishes an event. `read` is called only if there is a reader. */
  publish(type: FeedEvent['type'], read: () => Generation): void {
    this.#sharing.publish(() => ({ type, generation: read() }));
    if (this.#listeners.size > 0) this.#tell({ type, generation: read() });
  }

  /** The events of generations that `takes` accepts, from now on. A slow reader loses the oldest beyond 1,000. */
  watch(takes: (generation: Generation) => boolean): QueuedValues<FeedEvent> {
    return new QueuedValues<FeedEvent>((tell) => {
      const listener = (event: FeedEvent): void => {
        if (takes(event.generation)) tell(event);
      };
      this.#listeners.add(listener);
      this.#leaveOthers ??= this.#sharing.watch((event) => this.#tell(event));
      return () => this.#leave(listener);
    }, mostWaiting);
  }

  /** The number of readers. */
  get readerCount(): number {
    return this.#listeners.size;
  }

  #tell(event: FeedEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  #leave(listener: (event: FeedEvent) => void): void {
    this.#listeners.delete(listener);
    if (this.#listeners.size > 0) return;
    this.#leaveOthers?.();
    this.#leaveOthers = null;
  }
}
