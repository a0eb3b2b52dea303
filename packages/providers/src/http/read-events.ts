import { defaultUpstreamLimits, describeBytes } from '../contract/upstream-limits.ts';
import { LineReader } from './read-lines.ts';

const carriageReturn = 13;
const colon = 58;
const space = 32;

/** Around each line of data: `data: ` and its line feed. */
const framingBytes = 7;

/** Number of lines of one event that are joined at a time: a separate line costs more than its characters. */
const linesPerJoin = 1024;

/**
 * Reads `text/event-stream` off the wire, and gives the data of each event: its `data:` lines, joined by line feeds.
 * Event names are left out, since every dialect repeats them in the data. Accepts CRLF, comments, unknown fields, data
 * over several lines, and reads that end anywhere, even within a character. Throws `RangeError` when a line or the data
 * of one event grows beyond its limit.
 */
export class ServerSentEventReader {
  readonly #mostEventBytes: number;
  readonly #lines: LineReader;
  #data: string | null = null;
  /** Of an event with several lines: those before `#data`, and their total length. */
  #earlier: string[] = [];
  #lineCount = 0;
  #length = 0;

  constructor(mostEventBytes = defaultUpstreamLimits.eventBytes) {
    this.#mostEventBytes = mostEventBytes;
    this.#lines = new LineReader(mostEventBytes);
  }

  /** Returns the data of the events that this read completed. */
  read(chunk: Buffer): readonly string[] {
    return this.#readText(this.#lines.read(chunk));
  }

  /** The stream has ended. Returns a last event without its blank line, as some providers send it. */
  end(): readonly string[] {
    return this.#readText(`${this.#lines.end()}\n\n`);
  }

  #readText(text: string): readonly string[] {
    const events: string[] = [];
    let start = 0;
    while (start < text.length) {
      const lineFeed = text.indexOf('\n', start);
      if (lineFeed === -1) break;
      const end = lineFeed > start && text.charCodeAt(lineFeed - 1) === carriageReturn ? lineFeed - 1 : lineFeed;
      if (end > start) {
        this.#readLine(text, start, end);
      } else if (this.#data !== null) {
        events.push(this.#lineCount === 0 ? this.#data : this.#takeLines(this.#data));
        this.#data = null;
      }
      start = lineFeed + 1;
    }
    return events;
  }

  #readLine(text: string, start: number, end: number): void {
    if (!text.startsWith('data', start)) return;
    const nameEnd = start + 4;
    let value = '';
    if (nameEnd < end) {
      if (text.charCodeAt(nameEnd) !== colon) return;
      const valueStart = text.charCodeAt(nameEnd + 1) === space ? nameEnd + 2 : nameEnd + 1;
      value = text.slice(valueStart, Math.max(valueStart, end));
    }
    if (this.#data !== null) this.#setAside(this.#data, value);
    this.#data = value;
  }

  #setAside(line: string, next: string): void {
    this.#length += line.length + framingBytes;
    if (this.#length + next.length > this.#mostEventBytes) {
      throw new RangeError(`An event of the answer is longer than ${describeBytes(this.#mostEventBytes)}.`);
    }
    this.#earlier.push(line);
    this.#lineCount += 1;
    if (this.#lineCount % linesPerJoin === 0) this.#earlier.push(this.#earlier.splice(-linesPerJoin).join('\n'));
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
