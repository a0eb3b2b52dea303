/** Created once, because most answers never carry a byte over. */
const noSpace = Buffer.alloc(0);
const leastBytes = 4 * 1024;
/** A larger buffer is released after reading. */
const mostKeptBytes = 64 * 1024;

/**
 * Bytes that are added in pieces and read at once. Its capacity doubles when it is full, so the work grows only with
 * the bytes, for pieces of any size. It keeps no reference to a piece.
 */
export class GrowingBuffer {
  #space: Buffer = noSpace;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** Undefined while it is empty. */
  get lastByte(): number | undefined {
    return this.#length === 0 ? undefined : this.#space[this.#length - 1];
  }

  add(bytes: Buffer): void {
    const length = this.#length + bytes.length;
    if (length > this.#space.length) {
      const space = Buffer.allocUnsafeSlow(Math.max(leastBytes, length, this.#space.length * 2));
      this.#space.copy(space, 0, 0, this.#length);
      this.#space = space;
    }
    bytes.copy(this.#space, this.#length);
    this.#length = length;
  }

  /** Returns all that was added, as UTF-8, and empties the buffer. */
  take(): string {
    const text = this.#space.toString('utf8', 0, this.#length);
    this.#length = 0;
    if (this.#space.length > mostKeptBytes) this.#space = noSpace;
    return text;
  }
}
