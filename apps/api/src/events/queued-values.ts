import { type UnreadValues, ValueReader } from './value-reader.ts';

/** Delivers the values in order. A slow reader loses the oldest values beyond `most`, which limits its memory. */
export class QueuedValues<Value> extends ValueReader<Value, Value> {
  constructor(subscribe: (listener: (value: Value) => void) => () => void, most: number) {
    super(subscribe, new Queue(most));
  }
}

class Queue<Value> implements UnreadValues<Value, Value> {
  readonly #most: number;
  readonly #values: { value: Value }[] = [];

  constructor(most: number) {
    this.#most = most;
  }

  add(value: Value): void {
    if (this.#values.length >= this.#most) this.#values.shift();
    this.#values.push({ value });
  }

  take(): { value: Value } | null {
    return this.#values.shift() ?? null;
  }
}
