export type FairQueueOptions = {
  /** Items that may wait, of all callers together. */
  most: number;
  /** Items of one caller that may wait. */
  mostOfOne: number;
};

/** Items that wait, by their callers: callers take turns, and the items of one caller keep their order. */
export class FairQueue<Item> {
  readonly #options: FairQueueOptions;
  /** The caller whose turn is next comes first. None of the lists is empty. */
  readonly #byCaller = new Map<string, Item[]>();
  #size = 0;

  constructor(options: FairQueueOptions) {
    this.#options = options;
  }

  /** False where there is no room for it. */
  add(caller: string, item: Item): boolean {
    const items = this.#byCaller.get(caller);
    if (this.#size >= this.#options.most || (items?.length ?? 0) >= this.#options.mostOfOne) return false;
    if (items === undefined) this.#byCaller.set(caller, [item]);
    else items.push(item);
    this.#size++;
    return true;
  }

  /** The oldest item of the next caller. Undefined where nothing waits. */
  take(): Item | undefined {
    for (const [caller, items] of this.#byCaller) {
      const item = items.shift();
      this.#byCaller.delete(caller);
      // After all other waiting callers.
      if (items.length > 0) this.#byCaller.set(caller, items);
      this.#size--;
      return item;
    }
    return undefined;
  }
}
