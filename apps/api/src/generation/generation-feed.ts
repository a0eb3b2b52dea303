import { QueuedValues } from '../events/queued-values.ts';
import type { Generation } from './generation.ts';

/** The start or the end of a generation of this process. */
export type FeedEvent = { type: 'started' | 'ended'; generation: Generation };

/** Events that wait for a slow reader. */
const mostWaiting = 1_000;

/** Tells readers of each generation as it starts and as it ends. Costs nothing without a reader. */
export class GenerationFeed {
  readonly #listeners = new Set<(event: FeedEvent) => void>();

  /** `read` is called where there is a reader. */
  publish(type: FeedEvent['type'], read: () => Generation): void {
    if (this.#listeners.size === 0) return;
    const event = { type, generation: read() };
    for (const listener of this.#listeners) listener(event);
  }

  /** The events that `takes` accepts, from now on. A slow reader loses the oldest beyond 1,000. */
  watch(takes: (generation: Generation) => boolean): QueuedValues<FeedEvent> {
    return new QueuedValues<FeedEvent>((tell) => {
      const listener = (event: FeedEvent): void => {
        if (takes(event.generation)) tell(event);
      };
      this.#listeners.add(listener);
      return () => void this.#listeners.delete(listener);
    }, mostWaiting);
  }

  /** How many read. */
  get readerCount(): number {
    return this.#listeners.size;
  }
}
