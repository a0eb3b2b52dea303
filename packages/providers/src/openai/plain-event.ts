import type { StreamEvent } from '../contract/stream-event.ts';
import { type JsonObject, readObject } from '../json/read-json-value.ts';

/**
 * The last event of an answer, if it was one piece of text and nothing else. `EventParser` returns the same object for a
 * next event that differs only in its text, so that text is all there is to read.
 */
export class PlainEvent {
  #event: JsonObject | null = null;
  #delta: JsonObject | null = null;

  /** The text of an event that differs from the last one only in its text; null for any other event. */
  textOf(event: JsonObject): string | null {
    const text = event === this.#event ? this.#delta?.content : null;
    return typeof text === 'string' ? text : null;
  }

  /** Notes the last event. `event`: null if it was more than a piece of text. */
  note(event: JsonObject | null, choice: JsonObject | null): void {
    const delta = readObject(choice?.delta);
    this.#event = typeof delta?.content === 'string' ? event : null;
    this.#delta = delta;
  }
}

/** Whether the events from position `from` on are one piece of text. */
export function isText(events: readonly StreamEvent[], from: number): boolean {
  const last = events[from];
  return events.length === from + 1 && last?.type === 'text-delta' && last.logprobs === undefined;
}
