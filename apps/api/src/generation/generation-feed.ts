import { QueuedValues } from '../events/queued-values.ts';
import type { Generation } from './generation.ts';

/** The start or the end of a generation. */
export type FeedEvent = {
  type: 'started' | 'ended';
  generation: Generation;
  /** Of another replica, without its content. Left out: of this one. */
  isElsewhere?: boolean;
};

/** Carries the starts and ends of generations between replicas, while one of them reads them. */
export interface FeedSharing {
  /** Tells the others of an event here, where one of them reads. `read` is called only then. */
  publish(read: () => FeedEvent): void;

  /** The events of the others from now on, until the returned function is called. */
  watch(listener: (event: FeedEvent) => void): () => void;
}

/** A process that shares its feed with no other. */
const unsharedFeed: FeedSharing = { publish: () => {}, watch: () => () => {} };

/** Events that wait for a slow reader. */
const mostWaiting = 1_000;

/** Tells readers of each generation as it starts and as it ends, here and elsewhere. Costs nothing without a reader. */
export class GenerationFeed {
  readonly #sharing: FeedSharing;
  readonly #listeners = new Set<(event: FeedEvent) => void>();
  #leaveOthers: (() => void) | null = null;

  /** `sharing`: the other replicas. Left out: none. */
  constructor(sharing: FeedSharing = unsharedFeed) {
    this.#sharing = sharing;
  }

  /** `read` is called where there is a reader. */
  publish(type: FeedEvent['type'], read: () => Generation): void {
    this.#sharing.publish(() => ({ type, generation: read() }));
    if (this.#listeners.size > 0) this.#tell({ type, generation: read() });
  }

  /** The events that `takes` accepts, from now on. A slow reader loses the oldest beyond 1,000. */
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

  /** How many read. */
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
