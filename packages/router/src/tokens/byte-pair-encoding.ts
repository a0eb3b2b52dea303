import { MergeQueue } from './merge-queue.ts';
import type { RankTable } from './rank-table.ts';

const encoder = new TextEncoder();

/** Maximum UTF-8 bytes of one UTF-16 unit. */
const bytesPerUnit = 3;
const unmergeable = 0x7fffffff;

/** Up to this length, a linear search for the next merge is faster than a heap. */
const shortWordBytes = 96;

/**
 * Counts by byte-pair encoding, as tiktoken does, in time that grows linearly with the length of any text. Text is
 * never a special token: `<|endoftext|>` is plain text here.
 */
export class BytePairEncoding {
  readonly #ranks: RankTable;
  /** Splits a text into words; nothing is merged across words. */
  readonly #words: RegExp;
  /** The current word: its bytes, the starts of its parts, and the rank of each part merged with the next. */
  #word = new Uint8Array(256);
  #starts = new Int32Array(257);
  #merged = new Int32Array(257);
  /** Created for the first long word. */
  #queue: MergeQueue | null = null;

  /** `words` with the flags g and u. */
  constructor(ranks: RankTable, words: RegExp) {
    this.#ranks = ranks;
    this.#words = new RegExp(words.source, words.flags);
  }

  /** The number of tokens of a text. */
  countTokens(text: string): number {
    this.#words.lastIndex = 0;
    let tokens = 0;
    for (let match = this.#words.exec(text); match !== null; match = this.#words.exec(text)) {
      tokens += this.#countWord(match[0]);
    }
    return tokens;
  }

  /**
   * The text of tokens. Null if one of them is not a token of this encoding. Bytes that are not UTF-8 become U+FFFD.
   */
  decode(tokens: readonly number[]): string | null {
    const sequences: Uint8Array[] = [];
    for (const token of tokens) {
      const sequence = this.#ranks.sequenceOf(token);
      if (sequence === undefined) return null;
      sequences.push(sequence);
    }
    return Buffer.concat(sequences).toString('utf8');
  }

  #countWord(word: string): number {
    const length = this.#read(word);
    if (this.#ranks.rankOf(this.#word, 0, length) !== -1) return 1;
    if (length <= shortWordBytes) return this.#countParts(length);
    this.#queue ??= new MergeQueue(this.#ranks);
    return this.#queue.countParts(this.#word, length);
  }

  /** Writes a word as UTF-8 and returns its number of bytes. */
  #read(word: string): number {
    if (word.length * bytesPerUnit > this.#word.length) this.#grow(word.length * bytesPerUnit);
    for (let at = 0; at < word.length; at++) {
      const code = word.charCodeAt(at);
      if (code > 127) return encoder.encodeInto(word, this.#word).written;
      this.#word[at] = code;
    }
    return word.length;
  }

  #grow(bytes: number): void {
    this.#word = new Uint8Array(bytes * 2);
    this.#starts = new Int32Array(bytes * 2 + 1);
    this.#merged = new Int32Array(bytes * 2 + 1);
  }

  /** Starts with single bytes. Merges the two neighbours with the lowest rank until no neighbours have a rank. */
  #countParts(length: number): number {
    const starts = this.#starts;
    const merged = this.#merged;
    let parts = length;
    for (let at = 0; at <= length; at++) starts[at] = at;
    for (let part = 0; part < parts; part++) merged[part] = this.#rankWithNext(part, parts);
    while (parts > 1) {
      const best = indexOfLowest(merged, parts - 1);
      if (merged[best] === unmergeable) break;
      starts.copyWithin(best + 1, best + 2, parts + 1);
      merged.copyWithin(best + 1, best + 2, parts);
      parts--;
      merged[best] = this.#rankWithNext(best, parts);
      if (best > 0) merged[best - 1] = this.#rankWithNext(best - 1, parts);
    }
    return parts;
  }

  #rankWithNext(part: number, parts: number): number {
    if (part + 1 >= parts) return unmergeable;
    const rank = this.#ranks.rankOf(this.#word, this.#starts[part] ?? 0, this.#starts[part + 2] ?? 0);
    return rank === -1 ? unmergeable : rank;
  }
}

function indexOfLowest(values: Int32Array, count: number): number {
  let lowest = 0;
  for (let at = 1; at < count; at++) if ((values[at] ?? 0) < (values[lowest] ?? 0)) lowest = at;
  return lowest;
}
