/** The number of pieces that are joined at once. */
const piecesPerJoin = 32;

/**
 * A text that grows by many small pieces. Appending to a string makes V8 keep each piece and a node beside it, about 56
 * bytes, until the string is read. Here only the newest pieces are kept.
 */
export class GrowingText {
  #joined = '';
  #newest: string[] = [];

  add(piece: string): void {
    this.#newest.push(piece);
    if (this.#newest.length === piecesPerJoin) this.#join();
  }

  /** The text so far. */
  get value(): string {
    if (this.#newest.length > 0) this.#join();
    return this.#joined;
  }

  clear(): void {
    this.#joined = '';
    this.#newest = [];
  }

  #join(): void {
    this.#joined += this.#newest.length === 1 ? this.#newest[0] : this.#newest.join('');
    this.#newest = [];
  }
}
