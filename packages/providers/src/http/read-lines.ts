import { defaultUpstreamLimits, describeBytes } from '../contract/upstream-limits.ts';
import { GrowingBuffer } from './growing-buffer.ts';

const lineFeed = 10;
const carriageReturn = 13;

/**
 * Splits a byte stream into complete lines, decoded as UTF-8. A line feed is never part of another character. So bytes
 * are decoded only up to the last line feed of each read, and a character split between two reads stays whole. A stream
 * whose lines end only in carriage returns is split at those.
 */
export class LineReader {
  readonly #mostLineBytes: number;
  readonly #carried = new GrowingBuffer();
  #isFirst = true;
  /** Whether lines end only in carriage returns. */
  hasBareReturns = false;

  constructor(mostLineBytes = defaultUpstreamLimits.eventBytes) {
    this.#mostLineBytes = mostLineBytes;
  }

  /**
   * Returns the text up to and including the last line end. Empty if no line has ended. Throws `RangeError` if a line
   * exceeds its limit.
   */
  read(chunk: Buffer): string {
    const lastLineFeed = chunk.lastIndexOf(lineFeed);
    return lastLineFeed === -1 ? this.#readUnfed(chunk) : this.#readTo(chunk, lastLineFeed + 1);
  }

  #readTo(chunk: Buffer, end: number): string {
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

  /** Returns the rest: a last line without a line feed. */
  end(): string {
    return this.#withoutByteOrderMark(this.#carried.take());
  }

  /** A carriage return followed by a byte that is not a line feed ends a line. */
  #readUnfed(chunk: Buffer): string {
    const hasReturned = this.#carried.lastByte === carriageReturn;
    const first = chunk.indexOf(carriageReturn);
    this.hasBareReturns ||= (hasReturned && chunk.length > 0) || (first !== -1 && first < chunk.length - 1);
    if (this.hasBareReturns && first !== -1) return this.#readTo(chunk, chunk.lastIndexOf(carriageReturn) + 1);
    const text = this.hasBareReturns && hasReturned ? this.#withoutByteOrderMark(this.#carried.take()) : '';
    this.#carry(chunk);
    return text;
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
