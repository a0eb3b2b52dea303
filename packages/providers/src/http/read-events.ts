import { defaultUpstreamLimits, describeBytes } from '../contract/upstream-limits.ts';
import { parseAnswer, parseObject } from '../json/read-json-value.ts';
import { LineReader } from './read-lines.ts';

const carriageReturn = 13;
const space = 32;
const colon = 58;
const openBracket = 91;
const openBrace = 123;
const closeBrace = 125;
const letterD = 100;

/** Around each line of data: `data: ` and its line feed. */
const framingBytes = 7;

/** Number of lines of one event that are joined at a time, because a separate line costs more than its characters. */
const linesPerJoin = 1024;

/** Maximum text outside events that is kept to explain an answer that never begins. Characters. */
const mostStray = 16 * 1024;

/** The end mark of OpenAI's protocol, which proxies also send in other protocols. */
export const doneMark = '[DONE]';

/**
 * Reads events off the wire in any framing of servers. Content types are not trusted.
 *
 * - `text/event-stream`: the data of each event, its `data:` lines joined by line feeds. Accepts CRLF, CR, comments,
 *   unknown fields, data over several lines, and reads that end anywhere, even within a character. Without a blank line
 *   between two events, the end of the first event's JSON ends it. Names are omitted, because every dialect repeats
 *   them in the data. `event: error` and llama.cpp's field `error:` become an event with the member `error`.
 * - JSON lines. Each line is an event.
 * - One JSON document. At its end, the whole document is the event.
 *
 * Throws `RangeError` if a line, the data of one event or a document exceeds its limit.
 */
export class EventReader {
  readonly #mostEventBytes: number;
  readonly #lines: LineReader;
  #data: string | null = null;
  /** For an event with several lines: the lines before `#data`, and their total length. */
  #earlier: string[] = [];
  #lineCount = 0;
  #length = 0;
  /** Whether the current event is named `error`. */
  #isError = false;
  /** Whether blank lines between events are missing. */
  #isDense = false;
  #form: 'unknown' | 'fields' | 'lines' | 'document' = 'unknown';
  #document: string[] = [];
  #stray = '';

  constructor(mostEventBytes = defaultUpstreamLimits.eventBytes) {
    this.#mostEventBytes = mostEventBytes;
    this.#lines = new LineReader(mostEventBytes);
  }

  /** The text so far outside events, up to a limit. Empty for none. */
  get stray(): string {
    return this.#stray;
  }

  get #isDocument(): boolean {
    return this.#form === 'document';
  }

  /** Returns the data of the events that this read completed. */
  read(chunk: Buffer): readonly string[] {
    return this.#readText(this.#lines.read(chunk));
  }

  /** Call it at the end of the stream. Returns a last event without its blank line, as some providers send it. */
  end(): readonly string[] {
    const events = this.#readText(`${this.#lines.end()}\n\n`);
    if (!this.#isDocument) return events;
    return [this.#document.splice(0).join('')];
  }

  #readText(raw: string): readonly string[] {
    const text = this.#lines.hasBareReturns ? raw.replace(/\r\n?/g, '\n') : raw;
    const events: string[] = [];
    let start = 0;
    while (start < text.length) {
      if (this.#isDocument) {
        this.#addToDocument(text.slice(start));
        break;
      }
      const found = text.indexOf('\n', start);
      if (found === -1) break;
      const end = found > start && text.charCodeAt(found - 1) === carriageReturn ? found - 1 : found;
      if (end > start) this.#readLine(text, start, end, events);
      else this.#endEvent(events);
      if (!this.#isDocument) start = found + 1;
    }
    if (this.#isDense && this.#data !== null && isWholeObject(this.#data)) this.#endEvent(events);
    return events;
  }

  #endEvent(events: string[]): void {
    if (this.#data !== null) {
      const data = this.#lineCount === 0 ? this.#data : this.#takeLines(this.#data);
      events.push(this.#isError ? toErrorEvent(data) : data);
      this.#data = null;
    } else if (this.#isError) {
      events.push(toErrorEvent(''));
    }
    this.#isError = false;
  }

  #readLine(text: string, start: number, end: number, events: string[]): void {
    if (text.charCodeAt(start) !== letterD || !text.startsWith('data', start)) {
      this.#readOther(text, start, end, events);
      return;
    }
    const nameEnd = start + 4;
    let value = '';
    if (nameEnd < end) {
      if (text.charCodeAt(nameEnd) !== colon) {
        this.#readOther(text, start, end, events);
        return;
      }
      const valueStart = text.charCodeAt(nameEnd + 1) === space ? nameEnd + 2 : nameEnd + 1;
      value = text.slice(valueStart, Math.max(valueStart, end));
    }
    this.#form = 'fields';
    if (this.#data !== null) this.#follow(this.#data, value, events);
    this.#data = value;
  }

  /** A line of data after another line of data: a part of the same event, or the next event. */
  #follow(line: string, next: string, events: string[]): void {
    if (beginsEvent(next) && endsEvent(line)) {
      this.#isDense = true;
      this.#endEvent(events);
    } else {
      this.#setAside(line, next);
    }
  }

  /** A line without data: a comment, a field, JSON without a field, or other text. */
  #readOther(text: string, start: number, end: number, events: string[]): void {
    const first = text.charCodeAt(start);
    if (first === colon) return;
    if (first === openBrace || first === openBracket) {
      this.#readBare(text.slice(start, end), events);
      return;
    }
    if (text.startsWith('event:', start)) {
      if (this.#isDense && this.#data !== null) this.#endEvent(events);
      const name = text.charCodeAt(start + 6) === space ? start + 7 : start + 6;
      this.#isError ||= end - name === 5 && text.startsWith('error', name);
      return;
    }
    if (text.startsWith('id:', start) || text.startsWith('retry:', start)) return;
    if (text.startsWith('error:', start)) {
      events.push(toErrorEvent(text.slice(start + 6, end).trim()));
      return;
    }
    this.#readStray(text.slice(start, end), events);
  }

  /**
   * The first line decides: it is a complete value, or the beginning of a document. After fields, a document is an
   * error written over several lines.
   */
  #readBare(line: string, events: string[]): void {
    if (this.#form === 'lines' || (this.#form === 'fields' && isJson(line))) {
      events.push(line);
      return;
    }
    if (this.#form === 'fields') this.#endEvent(events);
    this.#form = this.#form === 'unknown' && isJson(line) ? 'lines' : 'document';
    if (this.#form === 'lines') events.push(line);
  }

  /** Between lines of JSON, other text is an unreadable event. Between fields it is a field of another server. */
  #readStray(line: string, events: string[]): void {
    const trimmed = line.trim();
    if (trimmed === '') return;
    if (trimmed.charCodeAt(0) === openBrace) this.#readBare(trimmed, events);
    else if (this.#form === 'lines') events.push(trimmed);
    else if (this.#stray.length < mostStray) this.#stray += `${line.slice(0, mostStray)}\n`;
  }

  #addToDocument(text: string): void {
    this.#length += text.length;
    if (this.#length > this.#mostEventBytes) throw this.#tooLong();
    this.#document.push(text);
  }

  #setAside(line: string, next: string): void {
    this.#length += line.length + framingBytes;
    if (this.#length + next.length > this.#mostEventBytes) throw this.#tooLong();
    this.#earlier.push(line);
    this.#lineCount += 1;
    if (this.#lineCount % linesPerJoin === 0) this.#earlier.push(this.#earlier.splice(-linesPerJoin).join('\n'));
  }

  #tooLong(): RangeError {
    return new RangeError(`An event of the answer is longer than ${describeBytes(this.#mostEventBytes)}.`);
  }

  #takeLines(last: string): string {
    this.#earlier.push(last);
    const data = this.#earlier.join('\n');
    this.#earlier = [];
    this.#lineCount = 0;
    this.#length = 0;
    return data;
  }
}

/** JSON has a comma between two objects, so an object directly after a complete object begins another text. */
function beginsEvent(line: string): boolean {
  const first = line.charCodeAt(0);
  return first === openBrace || line === doneMark;
}

function endsEvent(line: string): boolean {
  return line.trimEnd().endsWith('}') || line === doneMark;
}

/** One line that begins and ends like an object. */
function isWholeObject(line: string): boolean {
  return (line.charCodeAt(0) === openBrace && line.charCodeAt(line.length - 1) === closeBrace) || line === doneMark;
}

function isJson(line: string): boolean {
  return parseAnswer(line.charCodeAt(0) === openBracket ? `{"list":${line}}` : line) !== null;
}

/** An error event in any form: its own object, an object around it, or plain text. */
function toErrorEvent(data: string): string {
  const object = parseObject(data);
  if (object === null) return JSON.stringify({ error: data === '' ? {} : data });
  return 'error' in object || object.type === 'error' ? data : `{"error":${data}}`;
}
