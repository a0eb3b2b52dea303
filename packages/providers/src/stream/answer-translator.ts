import type { StreamEvent } from '../contract/stream-event.ts';
import type { JsonObject } from '../json/read-json-value.ts';

/** Turns the events of one dialect into those of the contract. One per answer; it keeps what it must remember. */
export interface AnswerTranslator {
  /** Adds what one event of the dialect means. Throws `ProviderError` for an error that came as an event. */
  translate(event: JsonObject, into: StreamEvent[]): void;
  /** What the dialect sends as its last event that is not JSON, as `[DONE]`; null where it has no such mark. */
  readonly endMark: string | null;
  /** The end mark has come. */
  markEnd(): void;
  /** `whole`: the reason for the end is known, only usage may still come. `ended`: the dialect's own end has come. */
  readonly progress: 'open' | 'whole' | 'ended';
  /** Ends what is open and adds `finish`. Only called when `progress` is not `open`. */
  finish(skippedEvents: number, into: StreamEvent[]): void;
}
