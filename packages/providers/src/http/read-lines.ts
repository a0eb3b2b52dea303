import { defaultUpstreamLimits, describeBytes } from '../contract/upstream-limits.ts';
import { GrowingBuffer } from './growing-buffer.ts';

const lineFeed = 10;

/**
 * Splits a byte stream into whole lines, decoded as UTF-8. A line feed never is part of another character. So bytes are
 * decoded only up to the last line feed of each read, and a character split between two reads stays whole.
 */
export class LineReader {
  readonly #mostLineBytes: number;
  readonly #carried = new GrowingBuffer();
  #isFirst = true;

  constructor(mostLineBytes = defaultUpstreamLimits.eventBytes) {
    this.#mostLineBytes = mostLineBytes;
  }

  /**
   * Returns the text up to and including the last line feed; empty when no line has ended. Throws `RangeError` when a
   * line grows beyond its limit.
   */
  read(chunk: Buffer): string {
    const lastLineFeed = chunk.lastIndexOf(lineFeed);
    if (lastLineFeed === -1) {
      this.#carry(chunk);
      return '';
    }
    const end = lastLineFeed + 1;
    let text: string;
    if (this.#carried.length === 0) {
      text = chunk.toString('utf8', 0, end);
    } else {
      this.#carry(chunk.subarray(0, end));
      text = this.#carried.take();
    }
    if (end < chunk.length) this.#carry(chunk.subarray(end));
    return this.#withoutByteOrderMark(text);
  }

  /** Returns the rest of a last line without a line feed. */
  end(): string {
    return this.#withoutByteOrderMark(this.#carried.take());
  }

  #carry(bytes: Buffer): void {
    if (this.#carried.length + bytes.length > this.#mostLineBytes) {
      throw new RangeError(`A line of the answer is longer than ${describeBytes(this.#mostLineBytes)}.`);
    }
    this.#carried.add(bytes);
  }

  #withoutByteOrderMark(text: string): string {
    if (!this.#isFirst || text === '') return text;
    this.#isFirst = false;
    return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  }
}
