/** The events of the queue for its source. */
export interface BatchSource {
  /** The reader requested its first batch. */
  start(): void;
  /** The reader took all pending items and wants more. */
  drained(): void;
  /** The reader left before the end. */
  abandoned(): void;
}

type Waiting<T> = {
  resolve: (result: IteratorResult<readonly T[], undefined>) => void;
  reject: (error: unknown) => void;
};

/**
 * Passes batches from a source that pushes to a reader that pulls. Items that arrive while the reader is busy become
 * one larger batch. One reader, one pass.
 */
export class BatchQueue<T> implements AsyncIterableIterator<readonly T[], undefined> {
  /** The source pushes here and then calls `flush`. */
  pending: T[] = [];
  #source: BatchSource;
  #waiting: Waiting<T> | null = null;
  #state: 'new' | 'open' | 'ended' | 'failed' = 'new';
  #error: unknown = null;

  constructor(source: BatchSource) {
    this.#source = source;
  }

  /** Another source goes on where this one has pushed nothing. The reader does not notice. */
  continueFrom(source: BatchSource): void {
    this.#source = source;
  }

  /** Passes on the pending items if the reader waits for them. Returns whether nothing is left pending. */
  flush(): boolean {
    if (this.pending.length === 0) return true;
    if (this.#waiting === null) return false;
    const waiting = this.#waiting;
    this.#waiting = null;
    waiting.resolve({ value: this.#take(), done: false });
    return true;
  }

  /** No more batches after what is pending. */
  end(): void {
    if (this.#state !== 'open') return;
    this.#state = 'ended';
    if (!this.flush() || this.#waiting === null) return;
    this.#waiting.resolve({ value: undefined, done: true });
    this.#waiting = null;
  }

  /** The reader gets the pending items, then the error. */
  fail(error: unknown): void {
    if (this.#state !== 'open') return;
    this.#state = 'failed';
    this.#error = error;
    if (!this.flush() || this.#waiting === null) return;
    this.#state = 'ended';
    this.#waiting.reject(error);
    this.#waiting = null;
  }

  next(): Promise<IteratorResult<readonly T[], undefined>> {
    if (this.#state === 'new') {
      this.#state = 'open';
      this.#source.start();
    }
    if (this.pending.length > 0) {
      const value = this.#take();
      if (this.#state === 'open') this.#source.drained();
      return Promise.resolve({ value, done: false });
    }
    if (this.#state === 'failed') {
      this.#state = 'ended';
      return Promise.reject(this.#error);
    }
    if (this.#state === 'ended') return Promise.resolve({ value: undefined, done: true });
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
    });
  }

  return(): Promise<IteratorResult<readonly T[], undefined>> {
    const wasOpen = this.#state === 'open';
    this.pending = [];
    this.#state = 'ended';
    this.#waiting?.resolve({ value: undefined, done: true });
    this.#waiting = null;
    if (wasOpen) this.#source.abandoned();
    return Promise.resolve({ value: undefined, done: true });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #take(): readonly T[] {
    const batch = this.pending;
    this.pending = [];
    return batch;
  }
}
