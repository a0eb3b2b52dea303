import type { UpstreamLimits } from '../contract/upstream-limits.ts';
import type { JsonObject } from '../json/read-json-value.ts';
import type { AnswerTranslator } from '../stream/answer-translator.ts';
import type { ErrorContext } from './build-provider-error.ts';
import { EventAnswerReader } from './event-answer-reader.ts';

/**
 * The events of a stream as one JSON text each, for a reader that is not ours. Throws like `EventAnswerReader`. A stream
 * that ends without its end is passed on: its reader knows the dialect.
 */
export class EventTexts {
  readonly #collector = new Collector();
  readonly #reader: EventAnswerReader;

  constructor(context: ErrorContext, limits: UpstreamLimits) {
    this.#reader = new EventAnswerReader(context, this.#collector, { limits });
  }

  /** Reads a piece. Throws at an error; the events before it are there to be taken. */
  read(chunk: Buffer): void {
    this.#reader.read(chunk, []);
  }

  /** The stream has ended. Reads its last events. */
  end(): void {
    this.#reader.end([]);
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

  translate(event: JsonObject): void {
    this.#texts.push(JSON.stringify(event));
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
