import type { StreamEvent } from '../contract/stream-event.ts';

/** Makes events of what comes off the wire. One per answer. */
export interface AnswerReader {
  /** Adds the events of one network read. Throws `ProviderError` for an error that the provider sent in its answer. */
  read(chunk: Buffer, into: StreamEvent[]): void;
  /** The answer has no more bytes. Adds `finish`, or throws `StreamCutError`. */
  end(into: StreamEvent[]): void;
  /** `whole`: nothing but usage can still come. `finished`: `finish` was added, the rest is of no interest. */
  readonly progress: 'open' | 'whole' | 'finished';
}
