import type { StreamEvent } from '../contract/stream-event.ts';

/** Turns bytes off the wire into events. One per answer. */
export interface AnswerReader {
  /** Adds the events of one network read. Throws `ProviderError` for an error within the answer. */
  read(chunk: Buffer, into: StreamEvent[]): void;
  /** The answer has no more bytes. Adds `finish`, or throws `StreamCutError`. */
  end(into: StreamEvent[]): void;
  /** `whole`: only usage can still come. `finished`: `finish` was added, the rest is ignored. */
  readonly progress: 'open' | 'whole' | 'finished';
}
