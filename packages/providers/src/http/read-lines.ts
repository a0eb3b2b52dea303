const lineFeed = 10;
const maximumLineBytes = 32 * 1024 * 1024;

/**
 * Cuts a byte stream into whole lines, decoded as UTF-8. A line feed never is part of another character, so bytes are
 * decoded only up to the last one of each read, and a character that was split between two reads comes out whole.
 */
export class LineReader {
  #carried: Buffer[] = [];
  #carriedBytes = 0;
  #isFirst = true;

  /**
   * Returns the text up to the last line feed so far, that one included; empty when no line has ended.
   * Throws `RangeError` when a line grows beyond 32 MiB.
   */
  read(chunk: Buffer): string {
    const lastLineFeed = chunk.lastIndexOf(lineFeed);
    if (lastLineFeed === -1) {
      this.#carry(chunk);
      return '';
    }
    const end = lastLineFeed + 1;
    let text: string;
    if (this.#carriedBytes === 0) {
      text = chunk.toString('utf8', 0, end);
    } else {
      this.#carried.push(chunk.subarray(0, end));
      text = Buffer.concat(this.#carried).toString('utf8');
      this.#carried = [];
      this.#carriedBytes = 0;
    }
    if (end < chunk.length) this.#carry(chunk.subarray(end));
    return this.#withoutByteOrderMark(text);
  }

  /** Returns what is left of a last line without a line feed. */
  end(): string {
    const text = Buffer.concat(this.#carried).toString('utf8');
    this.#carried = [];
    this.#carriedBytes = 0;
    return this.#withoutByteOrderMark(text);
  }

  #carry(bytes: Buffer): void {
    this.#carried.push(bytes);
    this.#carriedBytes += bytes.length;
    if (this.#carriedBytes > maximumLineBytes) throw new RangeError('A line of the answer is longer than 32 MiB.');
  }

  #withoutByteOrderMark(text: string): string {
    if (!this.#isFirst || text === '') return text;
    this.#isFirst = false;
    return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  }
}
