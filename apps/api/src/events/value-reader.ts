import { onAbort } from './on-abort.ts';

type Result<Value> = IteratorResult<Value, undefined>;

/** The unread values of a reader. Decides which values a slow reader gets, and has a maximum size. */
export interface UnreadValues<Change, Value> {
  add(change: Change): void;
  /** Removes and returns the next value; null if there is none. */
  take(): { value: Value } | null;
}

/** The values of a source, for one reader. `return` ends the subscription immediately. */
export class ValueReader<Change, Value> implements AsyncIterableIterator<Value> {
  readonly #unread: UnreadValues<Change, Value>;
  readonly #leave: () => void;
  #waiting: ((result: Result<Value>) => void) | null = null;
  #hasLeft = false;
  #forgetSignal: () => void = () => {};

  constructor(subscribe: (listener: (change: Change) => void) => () => void, unread: UnreadValues<Change, Value>) {
    this.#unread = unread;
    this.#leave = subscribe((change) => this.#keep(change));
  }

  next(): Promise<Result<Value>> {
    if (this.#hasLeft) return Promise.resolve({ value: undefined, done: true });
    const taken = this.#unread.take();
    if (taken !== null) return Promise.resolve({ value: taken.value, done: false });
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

  /** Ends the reader, like `return`, when the signal is aborted. */
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

  #keep(change: Change): void {
    if (this.#hasLeft) return;
    this.#unread.add(change);
    if (this.#waiting === null) return;
    const taken = this.#unread.take();
    if (taken !== null) this.#settle({ value: taken.value, done: false });
  }

  #settle(result: Result<Value>): void {
    const resolve = this.#waiting;
    this.#waiting = null;
    resolve?.(result);
  }
}
