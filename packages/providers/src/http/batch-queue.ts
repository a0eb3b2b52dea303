import type { OnError, OnResult, PullIterator } from '../stream/pull.ts';

/** The queue's callbacks for its source. */
export interface BatchSource {
  /** The reader requested its first batch. */
  start(): void;
  /** The reader took all pending items and wants more. */
  drained(): void;
  /** The reader left before the end. */
  abandoned(): void;
}

const soon = Promise.resolve();

/**
 * Passes batches from a source that pushes to a reader that pulls. Items of one turn of the event loop, and those that
 * arrive while the reader is busy, become one batch. One reader, one pass.
 */
export class BatchQueue<T> implements PullIterator<readonly T[]> {
  /** The source adds items here and then calls `flush`. */
  pending: T[] = [];
  #source: BatchSource;
  /** Of the reader that waits; null while it is busy. */
  #onResult: OnResult<readonly T[]> | null = null;
  #onError: OnError = ignore;
  #isDeliveryDue = false;
  /** Whether items waited for the reader. */
  #isReaderBehind = false;
  #state: 'new' | 'open' | 'ended' | 'failed' = 'new';
  #error: unknown = null;

  constructor(source: BatchSource) {
    this.#source = source;
  }

  /** Replaces a source that has added nothing. The reader does not notice. */
  continueFrom(source: BatchSource): void {
    this.#source = source;
  }

  /** Passes on the pending items if the reader waits for them. Returns whether no item is left pending. */
  flush(): boolean {
    if (this.pending.length === 0) return true;
    if (this.#onResult === null) return false;
    this.#deliverSoon();
    return true;
  }

  /** Ends the queue after the pending items. */
  end(): void {
    if (this.#state !== 'open') return;
    this.#state = 'ended';
    this.#deliverSoon();
  }

  /** Fails the queue: the reader gets the pending items, then the error. */
  fail(error: unknown): void {
    if (this.#state !== 'open') return;
    this.#state = 'failed';
    this.#error = error;
    this.#deliverSoon();
  }

  pull(onResult: OnResult<readonly T[]>, onError: OnError): void {
    if (this.#state === 'new') {
      this.#state = 'open';
      this.#source.start();
    }
    this.#onResult = onResult;
    this.#onError = onError;
    this.#isReaderBehind = this.pending.length > 0;
    if (this.#isReaderBehind || this.#state !== 'open') this.#deliverSoon();
  }

  next(): Promise<IteratorResult<readonly T[], undefined>> {
    return new Promise((resolve, reject) => this.pull(resolve, reject));
  }

  return(): Promise<IteratorResult<readonly T[], undefined>> {
    const wasOpen = this.#state === 'open';
    this.pending = [];
    this.#state = 'ended';
    this.#deliverSoon();
    if (wasOpen) this.#source.abandoned();
    return Promise.resolve({ value: undefined, done: true });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #deliverSoon(): void {
    if (this.#isDeliveryDue || this.#onResult === null) return;
    this.#isDeliveryDue = true;
    void soon.then(this.#deliver);
  }

  readonly #deliver = (): void => {
    this.#isDeliveryDue = false;
    const onResult = this.#onResult;
    if (onResult === null || (this.pending.length === 0 && this.#state === 'open')) return;
    this.#onResult = null;
    if (this.pending.length > 0) {
      const value = this.pending;
      this.pending = [];
      if (this.#isReaderBehind && this.#state === 'open') this.#source.drained();
      onResult({ value, done: false });
    } else if (this.#state === 'failed') {
      this.#state = 'ended';
      this.#onError(this.#error);
    } else {
      onResult({ value: undefined, done: true });
    }
  };
}

function ignore(): void {}
