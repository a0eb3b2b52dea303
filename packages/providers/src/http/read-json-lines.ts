import { defaultUpstreamLimits } from '../contract/upstream-limits.ts';
import { LineReader } from './read-lines.ts';

/**
 * Reads newline-delimited JSON off the wire: the text of each line, without blank ones. Throws `RangeError` when a line
 * grows beyond its limit.
 */
export class JsonLineReader {
  readonly #lines: LineReader;

  constructor(mostLineBytes = defaultUpstreamLimits.eventBytes) {
    this.#lines = new LineReader(mostLineBytes);
  }

  /** Returns the lines that this read completed. */
  read(chunk: Buffer): readonly string[] {
    return splitLines(this.#lines.read(chunk));
  }

  /** The stream has ended. Returns a last line without a line feed. */
  end(): readonly string[] {
    return splitLines(this.#lines.end());
  }
}

function splitLines(text: string): readonly string[] {
  const lines: string[] = [];
  let start = 0;
  while (start < text.length) {
    const lineFeed = text.indexOf('\n', start);
    const end = lineFeed === -1 ? text.length : lineFeed;
    const line = text.slice(start, end).trim();
    if (line !== '') lines.push(line);
    start = end + 1;
  }
  return lines;
}
