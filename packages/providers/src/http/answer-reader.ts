import type { StreamEvent } from '../contract/stream-event.ts';

/** Turns bytes off the wire into events. One per answer. */
export interface AnswerReader {
  /** Adds the events of one network read. Throws `ProviderError` for an error within the answer. */
  read(chunk: Buffer, into: StreamEvent[]): void;
  /** The answer has no more bytes. Adds `finish`, or throws `StreamCutError`. */
  end(into: StreamEvent[]): void;
  /** The text of a response in which no answer has begun, for the error. Null once it has begun. */
  readonly unread: string | null;
  /**
   * `whole`: a finish reason has come; usage can still come, and further content, which opens it again. `complete`: the
   * event with the final usage has come too. `finished`: `finish` was added, the rest is ignored.
   */
  readonly progress: 'open' | 'whole' | 'complete' | 'finished';
}
