const newLine = 10;
const blank = 32;
const padding = 61;

/**
 * The byte sequences of an encoding, by rank: the order of merges. Stored as bytes in three arrays, 4 MB for 200,000 of
 * them; a `Map` of strings takes 30 MB.
 */
export class RankTable {
  /** All sequences, one after the other, in the order of their ranks. */
  readonly #bytes: Uint8Array;
  /** The start of each rank's sequence in `bytes`; the next start is its end. */
  readonly #starts: Uint32Array;
  /** Open addressing: rank + 1 at the hash of its sequence, or in the next free slot; 0 is free. */
  readonly #slots: Uint32Array;

  private constructor(bytes: Uint8Array, starts: Uint32Array) {
    this.#bytes = bytes;
    this.#starts = starts;
    const count = starts.length - 1;
    this.#slots = new Uint32Array(2 ** Math.ceil(Math.log2(count * 2)));
    for (let rank = 0; rank < count; rank++) this.#insert(rank);
  }

  /** Reads tiktoken's file format. It has a line per rank, in order, that begins with the sequence in Base64. */
  static parse(file: Uint8Array): RankTable {
    const bytes = new Uint8Array(Math.ceil(file.length * 0.75));
    const starts: number[] = [0];
    let end = 0;
    for (let at = 0; at < file.length; at++) {
      const lineStart = at;
      while (at < file.length && file[at] !== blank) at++;
      end = decodeBase64(file, lineStart, at, bytes, end);
      starts.push(end);
      while (at < file.length && file[at] !== newLine) at++;
    }
    return new RankTable(bytes.slice(0, end), Uint32Array.from(starts));
  }

  /** The rank of the sequence between two places of `text`. -1 if it has none. */
  rankOf(text: Uint8Array, start: number, end: number): number {
    const slots = this.#slots;
    const starts = this.#starts;
    const mask = slots.length - 1;
    for (let slot = hash(text, start, end) & mask; ; slot = (slot + 1) & mask) {
      const rank = (slots[slot] ?? 0) - 1;
      if (rank === -1) return -1;
      const from = starts[rank] ?? 0;
      if ((starts[rank + 1] ?? 0) - from === end - start && this.#holds(from, text, start, end)) return rank;
    }
  }

  /** The sequence of a rank. Undefined if there is no such rank. */
  sequenceOf(rank: number): Uint8Array | undefined {
    const [start, end] = [this.#starts[rank], this.#starts[rank + 1]];
    return start === undefined || end === undefined ? undefined : this.#bytes.subarray(start, end);
  }

  #holds(from: number, text: Uint8Array, start: number, end: number): boolean {
    for (let at = start; at < end; at++) if (this.#bytes[from + at - start] !== text[at]) return false;
    return true;
  }

  #insert(rank: number): void {
    const mask = this.#slots.length - 1;
    let slot = hash(this.#bytes, this.#starts[rank] ?? 0, this.#starts[rank + 1] ?? 0) & mask;
    while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
    this.#slots[slot] = rank + 1;
  }
}

/** FNV-1a. Its high bits are mixed into the low bits, which choose the slot. */
function hash(bytes: Uint8Array, start: number, end: number): number {
  let value = 0x811c9dc5;
  for (let at = start; at < end; at++) value = Math.imul(value ^ (bytes[at] ?? 0), 0x01000193);
  return value ^ (value >>> 15);
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const sixBits = new Uint8Array(128);
for (let value = 0; value < alphabet.length; value++) sixBits[alphabet.charCodeAt(value)] = value;

/**
 * Decodes into `target` from `position` on, and returns the position after it. A `Buffer` call per line takes three
 * times as long.
 */
function decodeBase64(source: Uint8Array, start: number, end: number, target: Uint8Array, position: number): number {
  let bits = 0;
  let held = 0;
  for (let at = start; at < end && source[at] !== padding; at++) {
    held = ((held << 6) | (sixBits[source[at] ?? 0] ?? 0)) & 0xfff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    target[position++] = held >>> bits;
  }
  return position;
}
