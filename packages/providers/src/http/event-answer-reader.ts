import type { ProviderError } from '../contract/errors/provider-error.ts';
import { StreamCutError } from '../contract/errors/stream-cut-error.ts';
import type { StreamEvent } from '../contract/stream-event.ts';
import type { UpstreamLimits } from '../contract/upstream-limits.ts';
import type { Warning } from '../contract/warning.ts';
import { lenientObjects } from '../json/lenient-objects.ts';
import { type JsonObject, parseAnswer, readList, readObject } from '../json/read-json-value.ts';
import type { AnswerTranslator } from '../stream/answer-translator.ts';
import { EventParser } from '../stream/event-parser.ts';
import type { AnswerReader } from './answer-reader.ts';
import type { ErrorContext } from './build-provider-error.ts';
import { errorFromEvent, errorFromWords, isErrorEvent } from './error-from-document.ts';
import { doneMark, EventReader } from './read-events.ts';

/** A failed parse costs as much as a hundred successful parses. Many of them would block the event loop. */
const mostSkippedEvents = 1_000;

/** A field of another server, not text. */
const isField = /^[\w-]{1,40}:/;

const fieldsAgain = /^(?:data:\s*)+/;

/** Signs of life that are not JSON. */
const keepAlive = /^(?:ping|pong|keep[- ]?alive|heartbeat)$/i;

/**
 * Reads an answer whose events are JSON objects. It splits and parses them, and the dialect translates them. A value
 * without content (`null`, `ping`) is skipped and counted. Any other unreadable event may have contained text: `read`
 * and `end` throw for it, as for an error in any form. They throw `RangeError` at more than a thousand skipped events.
 */
export class EventAnswerReader implements AnswerReader {
  progress: AnswerReader['progress'] = 'open';
  readonly #context: ErrorContext;
  readonly #events: EventReader;
  readonly #translator: AnswerTranslator;
  readonly #parser: EventParser;
  /** Sent with the start event. Null afterwards. */
  #warnings: readonly Warning[] | null;
  #skippedEvents = 0;
  #hasBegun = false;
  /** The first event of an answer that has not begun. */
  #first: string | null = null;

  /** `warnings`: settings of the request that were adapted. */
  constructor(
    context: ErrorContext,
    translator: AnswerTranslator,
    { limits, warnings = [] }: { limits?: UpstreamLimits; warnings?: readonly Warning[] } = {},
  ) {
    this.#context = context;
    this.#events = new EventReader(limits?.eventBytes);
    this.#translator = translator;
    this.#parser = new EventParser(translator.findTextSlot);
    this.#warnings = warnings.length === 0 ? null : warnings;
  }

  get unread(): string | null {
    return this.#hasBegun ? null : (this.#first ?? this.#events.stray);
  }

  read(chunk: Buffer, into: StreamEvent[]): void {
    this.#readEvents(this.#events.read(chunk), into);
    const { progress } = this.#translator;
    if (progress === 'ended') this.#finish(into);
    else this.progress = progress;
  }

  end(into: StreamEvent[]): void {
    if (this.progress === 'finished') return;
    this.#readEvents(this.#events.end(), into);
    if (this.#translator.progress !== 'open') {
      this.#finish(into);
      return;
    }
    throw this.#lastWords() ?? this.#cut('the stream ended without a finish reason.');
  }

  /** The error of plain text after the events, as a proxy writes it. Null for none. */
  #lastWords(): ProviderError | null {
    const words = this.#hasBegun ? this.#events.stray.trim() : '';
    return isPlainText(words) && !isField.test(words) ? errorFromWords(words, 'stream-cut', this.#context) : null;
  }

  #readEvents(events: readonly string[], into: StreamEvent[]): void {
    for (const text of events) {
      if (text === '') continue;
      if (text === doneMark) {
        this.#translator.markEnd();
        break;
      }
      const event = this.#parser.parse(text);
      if (event === null) this.#readOdd(text, into);
      else this.#readEvent(event, text, into);
    }
    if (this.#warnings !== null) this.#tellWarnings(this.#warnings, into);
  }

  #readEvent(event: JsonObject, text: string, into: StreamEvent[]): void {
    if (!this.#hasBegun) this.#first ??= text;
    if (isErrorEvent(event)) throw errorFromEvent(event, this.#context);
    const count = into.length;
    this.#translator.translate(event, into);
    if (this.#hasBegun || into.length === count) return;
    this.#hasBegun = true;
    this.#first = null;
  }

  /** An event that is not a JSON object: several at once, a list, a sign of life, text, or a part of an object. */
  #readOdd(text: string, into: StreamEvent[]): void {
    const trimmed = text.trim();
    if (trimmed === '') return;
    if (trimmed.replaceAll('"', '').toUpperCase() === doneMark) {
      this.#translator.markEnd();
      return;
    }
    // Some proxies write the field again around an event that already has it.
    const inner = trimmed.replace(fieldsAgain, '');
    if (inner !== trimmed) {
      this.#readOdd(inner, into);
      return;
    }
    const list = readList(parseAnswer(`{"list":${trimmed}}`)?.list).map(readObject);
    const objects = list.length > 0 && !list.includes(null) ? list : lenientObjects(trimmed);
    if (objects.length > 0) {
      for (const event of objects) if (event !== null) this.#readEvent(event, text, into);
      return;
    }
    if (keepAlive.test(trimmed) || isContentless(trimmed)) this.#skip();
    else throw this.#unreadable(trimmed);
  }

  #unreadable(text: string): ProviderError {
    if (isPlainText(text)) return errorFromWords(text, this.#hasBegun ? 'stream-cut' : 'server-error', this.#context);
    return this.#cut('one of its events cannot be read.');
  }

  #cut(why: string): StreamCutError {
    const { providerId } = this.#context;
    return new StreamCutError({ providerId, message: `${providerId} broke off its answer: ${why}` });
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
    throw new RangeError(`More than ${most} of its events are not JSON objects.`);
  }

  #finish(into: StreamEvent[]): void {
    this.progress = 'finished';
    this.#translator.finish(this.#skippedEvents, into);
  }
}

/** JSON without text in it: `null`, a number, an empty list. */
function isContentless(text: string): boolean {
  return /^(?:null|true|false|-?\d{1,20}|\[\s*\]|"")$/.test(text);
}

/** Text that is not a part of JSON and not binary. */
function isPlainText(text: string): boolean {
  return /^\w/.test(text) && !/[^\P{Cc}\s]|\ufffd/u.test(text.slice(0, 1000));
}
