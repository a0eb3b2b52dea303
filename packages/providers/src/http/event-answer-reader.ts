import { StreamCutError } from '../contract/errors/stream-cut-error.ts';
import type { StreamEvent } from '../contract/stream-event.ts';
import type { Warning } from '../contract/warning.ts';
import type { AnswerTranslator } from '../stream/answer-translator.ts';
import { EventParser } from '../stream/event-parser.ts';
import type { AnswerReader } from './answer-reader.ts';

/** Splits bytes into the texts of one event each. */
export interface EventSplitter {
  read(chunk: Buffer): readonly string[];
  end(): readonly string[];
}

/** A failed parse costs as much as a hundred successful ones. Many of them would block the event loop. */
const mostSkippedEvents = 1_000;

/**
 * Reads an answer whose events are JSON objects. It splits and parses them, and the dialect translates them. An event
 * that is not a JSON object is skipped and counted. `read` and `end` throw `RangeError` at more than a thousand of
 * them.
 */
export class EventAnswerReader implements AnswerReader {
  progress: 'open' | 'whole' | 'finished' = 'open';
  readonly #providerId: string;
  readonly #splitter: EventSplitter;
  readonly #translator: AnswerTranslator;
  readonly #parser: EventParser;
  /** Sent with the start event; null afterwards. */
  #warnings: readonly Warning[] | null;
  #skippedEvents = 0;

  /** `warnings`: settings of the request that could not be sent unchanged. */
  constructor(
    providerId: string,
    splitter: EventSplitter,
    translator: AnswerTranslator,
    warnings: readonly Warning[] = [],
  ) {
    this.#providerId = providerId;
    this.#splitter = splitter;
    this.#translator = translator;
    this.#parser = new EventParser(translator.findTextSlot);
    this.#warnings = warnings.length === 0 ? null : warnings;
  }

  read(chunk: Buffer, into: StreamEvent[]): void {
    this.#readEvents(this.#splitter.read(chunk), into);
    const { progress } = this.#translator;
    if (progress === 'ended') this.#finish(into);
    else this.progress = progress;
  }

  end(into: StreamEvent[]): void {
    if (this.progress === 'finished') return;
    this.#readEvents(this.#splitter.end(), into);
    if (this.#translator.progress !== 'open') {
      this.#finish(into);
      return;
    }
    throw new StreamCutError({
      providerId: this.#providerId,
      message: `${this.#providerId} broke off its answer: the stream ended without a finish reason.`,
    });
  }

  #readEvents(events: readonly string[], into: StreamEvent[]): void {
    for (const text of events) {
      if (text === '') continue;
      if (text === this.#translator.endMark) {
        this.#translator.markEnd();
        break;
      }
      const event = this.#parser.parse(text);
      if (event === null) this.#skip();
      else this.#translator.translate(event, into);
    }
    if (this.#warnings !== null) this.#tellWarnings(this.#warnings, into);
  }

  #tellWarnings(warnings: readonly Warning[], into: StreamEvent[]): void {
    const start = into.find((event) => event.type === 'start');
    if (start === undefined) return;
    start.warnings = warnings;
    this.#warnings = null;
  }

  #skip(): void {
    this.#skippedEvents += 1;
    if (this.#skippedEvents <= mostSkippedEvents) return;
    const most = mostSkippedEvents.toLocaleString('en-US');
    throw new RangeError(`More than ${most} of its events are no JSON objects.`);
  }

  #finish(into: StreamEvent[]): void {
    this.progress = 'finished';
    this.#translator.finish(this.#skippedEvents, into);
  }
}
