import type { RankTable } from './rank-table.ts';

const unmergeable = -1;

/** Ranks are multiplied by this and positions added, so that one number orders merges: by rank, then from the left. */
const positions = 2 ** 32;

/**
 * Byte-pair encoding of long words. It keeps the possible merges in a heap, so n bytes take n log n steps. A search for
 * the lowest rank each time would take n².
 */
export class MergeQueue {
  readonly #ranks: RankTable;
  /** By the start of a part: the starts of the next and the previous part, and its rank with the next. */
  #next = new Int32Array(0);
  #previous = new Int32Array(0);
  #merged = new Int32Array(0);
  /** A heap; impossible merges stay in it until their turn. */
  #heap = new Float64Array(0);
  #size = 0;

  constructor(ranks: RankTable) {
    this.#ranks = ranks;
  }

  /** The number of parts of the first `length` bytes of a word after all merges. */
  countParts(word: Uint8Array, length: number): number {
    this.#begin(word, length);
    let parts = length;
    while (this.#size > 0) {
      const lowest = this.#takeLowest();
      const rank = Math.floor(lowest / positions);
      const position = lowest - rank * positions;
      if (this.#merged[position] !== rank) continue;
      this.#merge(word, length, position);
      parts--;
    }
    return parts;
  }

  #begin(word: Uint8Array, length: number): void {
    if (length > this.#next.length) this.#grow(length);
    this.#size = 0;
    for (let position = 0; position < length; position++) {
      this.#next[position] = position + 1;
      this.#previous[position] = position - 1;
    }
    for (let position = 0; position < length; position++) this.#consider(word, length, position);
  }

  /** Merges the part at a position with the next. */
  #merge(word: Uint8Array, length: number, position: number): void {
    const gone = this.#next[position] ?? length;
    const behind = this.#next[gone] ?? length;
    this.#next[position] = behind;
    this.#merged[gone] = unmergeable;
    if (behind < length) this.#previous[behind] = position;
    this.#consider(word, length, position);
    const before = this.#previous[position] ?? -1;
    if (before >= 0) this.#consider(word, length, before);
  }

  /** Stores the rank of a part merged with the next, and queues the merge if there is one. */
  #consider(word: Uint8Array, length: number, position: number): void {
    const behind = this.#next[position] ?? length;
    const rank = behind >= length ? unmergeable : this.#ranks.rankOf(word, position, this.#next[behind] ?? length);
    this.#merged[position] = rank;
    if (rank !== unmergeable) this.#add(rank * positions + position);
  }

  #add(entry: number): void {
    const heap = this.#heap;
    let at = this.#size++;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = heap[parent] ?? 0;
      if (above <= entry) break;
      heap[at] = above;
      at = parent;
    }
    heap[at] = entry;
  }

  #takeLowest(): number {
    const heap = this.#heap;
    const lowest = heap[0] ?? 0;
    const entry = heap[--this.#size] ?? 0;
    const size = this.#size;
    let at = 0;
    for (let child = 1; child < size; child = 2 * at + 1) {
      if (child + 1 < size && (heap[child + 1] ?? 0) < (heap[child] ?? 0)) child++;
      const below = heap[child] ?? 0;
      if (below >= entry) break;
      heap[at] = below;
      at = child;
    }
    heap[at] = entry;
    return lowest;
  }

  /** Each byte is queued once, each merge queues at most two. */
  #grow(length: number): void {
    this.#next = new Int32Array(length);
    this.#previous = new Int32Array(length);
    this.#merged = new Int32Array(length);
    this.#heap = new Float64Array(length * 3);
  }
}
