import type { StreamEvent } from '../contract/stream-event.ts';
import type { JsonObject } from '../json/read-json-value.ts';
import type { FindTextSlot } from './event-parser.ts';

/** Translates the events of one dialect into those of the contract. One per answer; it may keep state. */
export interface AnswerTranslator {
  /** Finds the text of a delta. Absent if events differ in more than their text, for example by a time or a count. */
  readonly findTextSlot?: FindTextSlot;
  /**
   * Adds the events of one event of the dialect, or of a complete answer in one document. Throws `ProviderError` for a
   * failure that the dialect states in its own form.
   */
  translate(event: JsonObject, into: StreamEvent[]): void;
  /** Call it for `[DONE]`: the last event of OpenAI's protocol, which proxies also send in other protocols. */
  markEnd(): void;
  /**
   * `whole`: a finish reason has come, with no content after it. Usage may still come, or content, which reopens the
   * answer. `complete`: the event with the final usage has come too, and only the end mark follows. `ended`: the
   * dialect's own end has come.
   */
  readonly progress: 'open' | 'whole' | 'complete' | 'ended';
  /** Ends open parts and adds `finish`. Only called when `progress` is not `open`. */
  finish(skippedEvents: number, into: StreamEvent[]): void;
}
