import { onAbort } from './on-abort.ts';

type Result<Value> = IteratorResult<Value, undefined>;

/**
 * The values of a source in their order, for one reader. A slow reader loses the oldest beyond `most`, so its memory is
 * bounded. A return ends the subscription at once.
 */
export class QueuedValues<Value> implements AsyncIterableIterator<Value> {
  readonly #leave: () => void;
  readonly #most: number;
  readonly #queue: Value[] = [];
  #waiting: ((result: Result<Value>) => void) | null = null;
  #hasLeft = false;
  #forgetSignal: () => void = () => {};

  constructor(subscribe: (listener: (value: Value) => void) => () => void, most: number) {
    this.#most = most;
    this.#leave = subscribe((value) => this.#keep(value));
  }

  next(): Promise<Result<Value>> {
    if (this.#hasLeft) return Promise.resolve({ value: undefined, done: true });
    const value = this.#queue.shift();
    if (value !== undefined) return Promise.resolve({ value, done: false });
    return new Promise((resolve) => {
      this.#waiting = resolve;
    });
  }

  return(): Promise<Result<Value>> {
    if (!this.#hasLeft) {
      this.#hasLeft = true;
      this.#leave();
      this.#forgetSignal();
      this.#queue.length = 0;
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
    if (this.#waiting !== null) {
      this.#settle({ value, done: false });
      return;
    }
    if (this.#queue.length >= this.#most) this.#queue.shift();
    this.#queue.push(value);
  }

  #settle(result: Result<Value>): void {
    const resolve = this.#waiting;
    this.#waiting = null;
    resolve?.(result);
  }
}
