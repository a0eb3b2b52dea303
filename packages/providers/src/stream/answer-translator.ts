import type { StreamEvent } from '../contract/stream-event.ts';
import type { JsonObject } from '../json/read-json-value.ts';
import type { FindTextSlot } from './event-parser.ts';

/** Turns the events of one dialect into those of the contract. One per answer; it may keep state. */
export interface AnswerTranslator {
  /** Finds the text of a delta. Left out where events differ in more than their text, as by a time or a count. */
  readonly findTextSlot?: FindTextSlot;
  /** Adds the events of one event of the dialect. Throws `ProviderError` for an error that came as an event. */
  translate(event: JsonObject, into: StreamEvent[]): void;
  /** The dialect's last event where that is not JSON, as `[DONE]`; null where there is none. */
  readonly endMark: string | null;
  /** The end mark has come. */
  markEnd(): void;
  /** `whole`: the finish reason is known, only usage may still come. `ended`: the dialect's own end has come. */
  readonly progress: 'open' | 'whole' | 'ended';
  /** Ends open parts and adds `finish`. Only called when `progress` is not `open`. */
  finish(skippedEvents: number, into: StreamEvent[]): void;
}
