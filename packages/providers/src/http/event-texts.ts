import type { StreamEvent } from '../contract/stream-event.ts';
import type { UpstreamLimits } from '../contract/upstream-limits.ts';
import type { JsonObject } from '../json/read-json-value.ts';
import type { AnswerTranslator } from '../stream/answer-translator.ts';
import type { ErrorContext } from './build-provider-error.ts';
import { errorFromFailure } from './error-from-document.ts';
import { EventAnswerReader } from './event-answer-reader.ts';

/**
 * The events of a stream as one JSON text each, for a reader of a package. Throws like `EventAnswerReader`. A stream
 * without its end mark is passed on: its reader implements the dialect.
 */
export class EventTexts {
  readonly #collector = new Collector();
  readonly #context: ErrorContext;
  readonly #reader: EventAnswerReader;

  constructor(context: ErrorContext, limits: UpstreamLimits) {
    this.#context = context;
    this.#reader = new EventAnswerReader(context, this.#collector, { limits });
  }

  /** Reads a piece. Throws at an error; the events before it can still be taken. */
  read(chunk: Buffer): void {
    this.#reader.read(chunk, []);
  }

  /** Reads the last events at the end of the stream. */
  end(): void {
    this.#reader.end([]);
    const { unread } = this.#reader;
    if (unread) throw errorFromFailure({ status: 200, headers: {}, body: unread }, this.#context);
  }

  /** Returns the events that were read since the last call. */
  take(): readonly string[] {
    return this.#collector.take();
  }
}

/** Keeps each event as text. */
class Collector implements AnswerTranslator {
  readonly progress = 'whole';
  #texts: string[] = [];

  /**
   * Any event shows that the answer has begun. An error here is an empty form, which packages would treat as an error.
   */
  translate(event: JsonObject, into: StreamEvent[]): void {
    into.push({ type: 'start', responseId: null, servedModel: null });
    const { error, ...rest } = event;
    this.#texts.push(JSON.stringify(error === undefined ? event : rest));
  }

  markEnd(): void {
    this.#texts.push('[DONE]');
  }

  finish(): void {}

  take(): readonly string[] {
    const texts = this.#texts;
    this.#texts = [];
    return texts;
  }
}
