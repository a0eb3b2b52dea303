import type { ModelRequest } from '../contract/request.ts';
import type { StreamEvent, TextDeltaEvent } from '../contract/stream-event.ts';
import { HeldLogprobs } from './held-logprobs.ts';
import { pushReasoning, pushText } from './push-delta.ts';
import { opensThoughts, ThinkingSplitter } from './split-thinking.ts';

/**
 * Converts reasoning in tags at the beginning of an answer's text into reasoning events, in every dialect. A provider
 * that separates its reasoning sends it first. Then the text passes at once.
 */
export class TaggedThoughts {
  /** Null once the rest of the answer passes unchanged. */
  #splitter: ThinkingSplitter | null;
  readonly #logprobs = new HeldLogprobs();

  /** An answer that continues a text has no reasoning at its beginning. */
  constructor({ model, prefill, responseFormat }: Pick<ModelRequest, 'model' | 'prefill' | 'responseFormat'>) {
    const options = { isJson: responseFormat.type !== 'text', opensThoughts: opensThoughts(model) };
    this.#splitter = prefill === null ? new ThinkingSplitter(options) : null;
  }

  get isDone(): boolean {
    return this.#splitter === null;
  }

  /** Passes the events of one network read on. Text that may be reasoning is held. */
  pass(events: readonly StreamEvent[], into: StreamEvent[]): void {
    for (const event of events) {
      if (event.type === 'start' || this.#splitter === null) into.push(event);
      else if (event.type === 'text-delta') this.#split(event, this.#splitter, into);
      else {
        this.#release(this.#splitter, into);
        into.push(event);
      }
    }
  }

  #split(piece: TextDeltaEvent, splitter: ThinkingSplitter, into: StreamEvent[]): void {
    const { thinking, text, isDone } = splitter.split(piece.text);
    if (isDone) this.#splitter = null;
    pushReasoning(into, thinking);
    pushText(into, text, this.#logprobs.pass(text, piece.logprobs));
  }

  #release(splitter: ThinkingSplitter, into: StreamEvent[]): void {
    const { thinking, text } = splitter.end();
    this.#splitter = null;
    pushReasoning(into, thinking);
    pushText(into, text, this.#logprobs.pass(text, undefined));
  }
}
