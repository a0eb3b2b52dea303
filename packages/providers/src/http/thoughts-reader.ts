import type { ModelRequest } from '../contract/request.ts';
import type { StreamEvent } from '../contract/stream-event.ts';
import { TaggedThoughts } from '../stream/tagged-thoughts.ts';
import type { AnswerReader } from './answer-reader.ts';

/** Reads an answer whose text may begin with reasoning in tags, which becomes reasoning events. */
export class ThoughtsReader implements AnswerReader {
  readonly #inner: AnswerReader;
  readonly #thoughts: TaggedThoughts;

  constructor(inner: AnswerReader, request: ModelRequest) {
    this.#inner = inner;
    this.#thoughts = new TaggedThoughts(request);
  }

  get unread(): string | null {
    return this.#inner.unread;
  }

  get progress(): AnswerReader['progress'] {
    return this.#inner.progress;
  }

  read(chunk: Buffer, into: StreamEvent[]): void {
    if (this.#thoughts.isDone) {
      this.#inner.read(chunk, into);
      return;
    }
    const events: StreamEvent[] = [];
    try {
      this.#inner.read(chunk, events);
    } finally {
      this.#thoughts.pass(events, into);
    }
  }

  end(into: StreamEvent[]): void {
    const events: StreamEvent[] = [];
    try {
      this.#inner.end(events);
    } finally {
      this.#thoughts.pass(events, into);
    }
  }
}
