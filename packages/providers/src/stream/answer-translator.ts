import type { StreamEvent } from '../contract/stream-event.ts';
import type { JsonObject } from '../json/read-json-value.ts';
import type { FindTextSlot } from './event-parser.ts';

/** Turns the events of one dialect into those of the contract. One per answer; it may keep state. */
export interface AnswerTranslator {
  /** Finds the text of a delta. Left out where events differ in more than their text, as by a time or a count. */
  readonly findTextSlot?: FindTextSlot;
  /**
   * Adds the events of one event of the dialect, or of a whole answer in one document. Throws `ProviderError` for a
   * failure that the dialect states in its own way.
   */
  translate(event: JsonObject, into: StreamEvent[]): void;
  /** `[DONE]` has come: the last event of OpenAI's protocol, which proxies send in others too. */
  markEnd(): void;
  /**
   * `whole`: a finish reason has come, and no content after it. Usage may still come, or content, which opens the answer
   * again. `complete`: the event with the final usage has come too, which the end mark alone follows. `ended`: the
   * dialect's own end has come.
   */
  readonly progress: 'open' | 'whole' | 'complete' | 'ended';
  /** Ends open parts and adds `finish`. Only called when `progress` is not `open`. */
  finish(skippedEvents: number, into: StreamEvent[]): void;
}
