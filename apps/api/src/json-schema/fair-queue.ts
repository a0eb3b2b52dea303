export type FairQueueOptions = {
  /** The most waiting items of all callers together. */
  most: number;
  /** The most waiting items of one caller. */
  mostOfOne: number;
};

/** Waiting items, by caller. Callers take turns, and the items of one caller keep their order. */
export class FairQueue<Item> {
  readonly #options: FairQueueOptions;
  /** The next caller comes first. None of the lists is empty. */
  readonly #byCaller = new Map<string, Item[]>();
  #size = 0;

  constructor(options: FairQueueOptions) {
    this.#options = options;
  }

  /** Returns false if there is no room for the item. */
  add(caller: string, item: Item): boolean {
    const items = this.#byCaller.get(caller);
    if (this.#size >= this.#options.most || (items?.length ?? 0) >= this.#options.mostOfOne) return false;
    if (items === undefined) this.#byCaller.set(caller, [item]);
    else items.push(item);
    this.#size++;
    return true;
  }

  /** The oldest item of the next caller; undefined if none waits. */
  take(): Item | undefined {
    for (const [caller, items] of this.#byCaller) {
      const item = items.shift();
      this.#byCaller.delete(caller);
      // Moves the caller behind all other waiting callers.
      if (items.length > 0) this.#byCaller.set(caller, items);
      this.#size--;
      return item;
    }
    return undefined;
  }
}
