import { setTimeout as sleep } from 'node:timers/promises';

/** Tells what was read. */
type Listener<Value> = (value: Value) => void;

/** A value of a database that other processes write to as well: read while there are listeners, who are told of changes. */
export class PolledFeed<Value> {
  readonly #read: () => Promise<Value>;
  readonly #intervalMs: number;
  readonly #onError: (error: unknown) => void;
  /** With the value that each was told last, as text; null before the first. */
  readonly #listeners = new Map<Listener<Value>, string | null>();
  #dueAtMs = 0;
  #isRunning = false;
  #wake: () => void = () => {};

  constructor(read: () => Promise<Value>, intervalMs: number, onError: (error: unknown) => void) {
    this.#read = read;
    this.#intervalMs = intervalMs;
    this.#onError = onError;
  }

  /**
   * Calls `listener` with what is there soon, then after every change, at most once in an interval, until the returned
   * function is called.
   */
  subscribe(listener: Listener<Value>): () => void {
    this.#listeners.set(listener, null);
    if (this.#isRunning) this.#wake();
    else void this.#run();
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) this.#wake();
    };
  }

  get listenerCount(): number {
    return this.#listeners.size;
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    while (this.#listeners.size > 0) {
      const woken = new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      await this.#tell().catch(this.#onError);
      const pause = new AbortController();
      const pauseMs = Math.max(0, this.#dueAtMs - performance.now());
      await Promise.race([woken, sleep(pauseMs, null, { signal: pause.signal, ref: false }).catch(() => {})]);
      pause.abort();
    }
    this.#isRunning = false;
  }

  /** New listeners are told at once, the others when their interval is over. None is told the same value twice. */
  async #tell(): Promise<void> {
    const isDue = performance.now() >= this.#dueAtMs;
    if (isDue) this.#dueAtMs = performance.now() + this.#intervalMs;
    const value = await this.#read();
    const text = JSON.stringify(value);
    for (const [listener, told] of this.#listeners) {
      if (told === text || (told !== null && !isDue)) continue;
      this.#listeners.set(listener, text);
      listener(value);
    }
  }
}
