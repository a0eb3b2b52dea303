import type { StreamEvent } from '../contract/stream-event.ts';
import type { Warning } from '../contract/warning.ts';
import type { AnswerReader } from '../http/answer-reader.ts';
import { StopCutter } from '../stream/cut-at-stop.ts';
import { HeldLogprobs } from '../stream/held-logprobs.ts';
import { pushText } from '../stream/push-delta.ts';

export type FormedReaderOptions = {
  /** Warnings of the forms, in addition to those of the request. */
  warnings: readonly Warning[];
  /** Stop sequences that were not sent. Empty for none. */
  stop: readonly string[];
  /** Called once, with the first event: the server has accepted the call. */
  onAccepted: () => void;
};

/** Reads the answer to a call in a weaker form: adds the warnings, and cuts the text at stop sequences. */
export class FormedReader implements AnswerReader {
  readonly #inner: AnswerReader;
  readonly #warnings: readonly Warning[];
  readonly #onAccepted: () => void;
  /** Null if nothing is cut, or no longer. */
  #cutter: StopCutter | null;
  readonly #logprobs = new HeldLogprobs();
  #isAccepted = false;
  #isCut = false;

  constructor(inner: AnswerReader, { warnings, stop, onAccepted }: FormedReaderOptions) {
    this.#inner = inner;
    this.#warnings = warnings;
    this.#onAccepted = onAccepted;
    this.#cutter = stop.length === 0 ? null : new StopCutter(stop);
  }

  get unread(): string | null {
    return this.#inner.unread;
  }

  get progress(): AnswerReader['progress'] {
    return this.#isCut ? 'finished' : this.#inner.progress;
  }

  read(chunk: Buffer, into: StreamEvent[]): void {
    const events: StreamEvent[] = [];
    try {
      this.#inner.read(chunk, events);
    } finally {
      this.#pass(events, into);
    }
  }

  end(into: StreamEvent[]): void {
    if (this.#isCut) return;
    const events: StreamEvent[] = [];
    try {
      this.#inner.end(events);
    } finally {
      this.#pass(events, into);
    }
  }

  #pass(events: readonly StreamEvent[], into: StreamEvent[]): void {
    if (events.length > 0 && !this.#isAccepted) {
      this.#isAccepted = true;
      this.#onAccepted();
    }
    let hasFinish = false;
    for (const event of events) {
      hasFinish ||= event.type === 'finish';
      this.#passOne(event, into);
    }
    if (this.#isCut && !hasFinish) {
      into.push({ type: 'finish', reason: 'stop', rawReason: null, usage: null, rawUsage: null, skippedEvents: 0 });
    }
  }

  #passOne(event: StreamEvent, into: StreamEvent[]): void {
    if (event.type === 'start' && this.#warnings.length > 0) {
      into.push({ ...event, warnings: [...(event.warnings ?? []), ...this.#warnings] });
      return;
    }
    if (this.#cutter === null) {
      into.push(event);
      return;
    }
    if (event.type === 'text-delta') {
      const text = this.#cutter.cut(event.text);
      pushText(into, text, this.#logprobs.pass(text, event.logprobs));
      this.#isCut = this.#cutter.isCut;
      return;
    }
    if (this.#isCut) {
      // The events after the stop sequence in the same read are dropped, except the usage.
      if (event.type === 'finish') into.push({ ...event, reason: 'stop' });
      return;
    }
    if (event.type !== 'start') {
      const text = this.#cutter.release();
      pushText(into, text, this.#logprobs.pass(text, undefined));
    }
    // A tool call is not cut, and text after it belongs to it.
    if (event.type === 'tool-call-start') this.#cutter = null;
    into.push(event);
  }
}
