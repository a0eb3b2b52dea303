const leastBytes = 4 * 1024;
/** A larger buffer is let go of once it was read. */
const mostKeptBytes = 64 * 1024;

/**
 * Bytes that are added piece by piece and read at once. Its space doubles when it is full: however small the pieces are,
 * the work grows with the bytes alone, and no piece is kept alive.
 */
export class GrowingBuffer {
  #space = Buffer.alloc(0);
  #length = 0;

  get length(): number {
    return this.#length;
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

  /** All that was added, as UTF-8; it is empty afterwards. */
  take(): string {
    const text = this.#space.toString('utf8', 0, this.#length);
    this.#length = 0;
    if (this.#space.length > mostKeptBytes) this.#space = Buffer.alloc(0);
    return text;
  }
}
