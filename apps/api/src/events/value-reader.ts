import { onAbort } from './on-abort.ts';

type Result<Value> = IteratorResult<Value, undefined>;

/** What a reader has not read yet. It decides which values a slow reader gets, and has a bound. */
export interface UnreadValues<Change, Value> {
  add(change: Change): void;
  /** Takes the next value out; null where there is none. */
  take(): { value: Value } | null;
}

/** The values of a source, for one reader. A return ends the subscription at once. */
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
