/** Random numbers that are the same for the same seed, by the mulberry32 generator. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** From 0 to 1, excluding 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  }

  /** Both ends are included. */
  integer(from: number, to: number): number {
    return from + Math.floor(this.next() * (to - from + 1));
  }

  /** A random item of a list that is not empty. */
  pick<Item>(items: readonly [Item, ...Item[]]): Item {
    return items[Math.floor(this.next() * items.length)] ?? items[0];
  }

  /** The items in random order. */
  shuffle<Item>(items: readonly Item[]): Item[] {
    // Fisher–Yates shuffle.
    const shuffled = [...items];
    for (let last = shuffled.length - 1; last > 0; last--) {
      const other = this.integer(0, last);
      const moved = shuffled[last];
      const kept = shuffled[other];
      if (moved !== undefined && kept !== undefined) [shuffled[last], shuffled[other]] = [kept, moved];
    }
    return shuffled;
  }
}

/** FNV-1a, 32 bits. `from` continues an earlier hash. */
export function hashText(text: string, from = 0x811c9dc5): number {
  let hash = from;
  for (let index = 0; index < text.length; index++) {
    hash ^= text.charCodeAt(index);
    hash = Math.imul(hash, 0x01000193);
  }
  return hash >>> 0;
}

const idCharacters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** An id in the usual form of providers: a prefix and 24 letters and digits. */
export function createId(prefix: string): string {
  let id = prefix;
  for (let count = 0; count < 24; count++) id += idCharacters[Math.floor(Math.random() * idCharacters.length)];
  return id;
}
