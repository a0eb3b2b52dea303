import { type UnreadValues, ValueReader } from './value-reader.ts';

/**
 * Gives a slow reader only the latest value, or the result of `merge` for the missed values. This limits its memory.
 */
export class LatestValues<Value> extends ValueReader<Value, Value> {
  constructor(
    subscribe: (listener: (value: Value) => void) => () => void,
    merge: (older: Value, newer: Value) => Value = (_older, newer) => newer,
  ) {
    super(subscribe, new MergedValue(merge));
  }
}

class MergedValue<Value> implements UnreadValues<Value, Value> {
  readonly #merge: (older: Value, newer: Value) => Value;
  #merged: { value: Value } | null = null;

  constructor(merge: (older: Value, newer: Value) => Value) {
    this.#merge = merge;
  }

  add(value: Value): void {
    this.#merged = { value: this.#merged === null ? value : this.#merge(this.#merged.value, value) };
  }

  take(): { value: Value } | null {
    const merged = this.#merged;
    this.#merged = null;
    return merged;
  }
}
