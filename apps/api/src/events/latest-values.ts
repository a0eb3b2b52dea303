import { onAbort } from './on-abort.ts';

type Result<Value> = IteratorResult<Value, undefined>;

/**
 * The values of a source, for one reader. A slow reader gets only the latest value, or the result of `merge` for the
 * missed ones, so its memory is bounded. A return ends the subscription at once.
 */
export class LatestValues<Value> implements AsyncIterableIterator<Value> {
  readonly #leave: () => void;
  readonly #merge: (older: Value, newer: Value) => Value;
  #pending: { value: Value } | null = null;
  #waiting: ((result: Result<Value>) => void) | null = null;
  #hasLeft = false;
  #forgetSignal: () => void = () => {};

  constructor(
    subscribe: (listener: (value: Value) => void) => () => void,
    merge: (older: Value, newer: Value) => Value = (_older, newer) => newer,
  ) {
    this.#merge = merge;
    this.#leave = subscribe((value) => this.#keep(value));
  }

  next(): Promise<Result<Value>> {
    if (this.#hasLeft) return Promise.resolve({ value: undefined, done: true });
    const pending = this.#pending;
    if (pending !== null) {
      this.#pending = null;
      return Promise.resolve({ value: pending.value, done: false });
    }
    return new Promise((resolve) => {
      this.#waiting = resolve;
    });
  }

  return(): Promise<Result<Value>> {
    if (!this.#hasLeft) {
      this.#hasLeft = true;
      this.#leave();
      this.#forgetSignal();
      this.#settle({ value: undefined, done: true });
    }
    return Promise.resolve({ value: undefined, done: true });
  }

  throw(error: unknown): Promise<Result<Value>> {
    return this.return().then(() => Promise.reject(error));
  }

  /** Ends it, like `return`, when the signal is aborted. */
  until(signal: AbortSignal): this {
    if (!this.#hasLeft) this.#forgetSignal = onAbort(signal, () => void this.return());
    return this;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }

  #keep(value: Value): void {
    if (this.#waiting !== null) this.#settle({ value, done: false });
    else this.#pending = { value: this.#pending === null ? value : this.#merge(this.#pending.value, value) };
  }

  #settle(result: Result<Value>): void {
    const resolve = this.#waiting;
    this.#waiting = null;
    resolve?.(result);
  }
}
