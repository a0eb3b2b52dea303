import type { GenerationEvent, GenerationEventBody } from './generation-event.ts';

/** Events of a generation without those that only some protocols have a place for. */
export type ShownEvent = Exclude<GenerationEvent, { type: 'part-ended' }>;
export type ShownEventBody = Exclude<GenerationEventBody, { type: 'part-ended' }>;

/**
 * Leaves the ends of parts out. The event behind one follows the last that was shown, so that its reader sees no gap. An
 * iterator by hand: an async generator cannot be left while it waits.
 */
export function shownEvents(events: AsyncIterableIterator<GenerationEvent>): AsyncIterableIterator<ShownEvent> {
  /** The event that the next one follows for the reader; null where none was left out. */
  let follows: number | null = null;
  const next = async (): Promise<IteratorResult<ShownEvent, undefined>> => {
    for (;;) {
      const { value: event, done } = await events.next();
      if (done === true) return { value: undefined, done };
      if (event.type === 'part-ended') {
        follows ??= event.follows;
        continue;
      }
      if (follows === null) return { value: event, done: false };
      const value = { ...event, follows };
      follows = null;
      return { value, done: false };
    }
  };
  return {
    next,
    async return() {
      await events.return?.();
      return { value: undefined, done: true };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
