import type { StreamEvent } from '../contract/stream-event.ts';

/** Converts bytes off the wire into events. One reader per answer. */
export interface AnswerReader {
  /** Adds the events of one network read. Throws `ProviderError` for an error within the answer. */
  read(chunk: Buffer, into: StreamEvent[]): void;
  /** Call it at the end of the bytes. Adds `finish`, or throws `StreamCutError`. */
  end(into: StreamEvent[]): void;
  /** The text of a response without an answer, for the error. Null after the beginning of an answer. */
  readonly unread: string | null;
  /**
   * `whole`: a finish reason has come. Usage can still come, and further content, which reopens the answer. `complete`:
   * the event with the final usage has come too. `finished`: `finish` was added, and the rest is ignored.
   */
  readonly progress: 'open' | 'whole' | 'complete' | 'finished';
}
