import { LineReader } from './read-lines.ts';

const carriageReturn = 13;
const colon = 58;
const space = 32;

/**
 * Reads `text/event-stream` as it comes off the wire, and gives the data of one event after the other: its `data:`
 * lines, joined by line feeds. Event names are left out, since every dialect says the same in the data.
 *
 * Tolerates CRLF, comments, unknown fields, data over several lines, and reads that end anywhere, be it within a
 * character.
 */
export class ServerSentEventReader {
  readonly #lines = new LineReader();
  #data: string | null = null;

  /** Returns the data of the events that this read completed. */
  read(chunk: Buffer): readonly string[] {
    return this.#readText(this.#lines.read(chunk));
  }

  /** The stream has ended. Returns a last event whose blank line is missing, as some providers send it. */
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
        events.push(this.#data);
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
    this.#data = this.#data === null ? value : `${this.#data}\n${value}`;
  }
}
