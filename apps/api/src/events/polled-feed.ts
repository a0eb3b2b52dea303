import { setTimeout as sleep } from 'node:timers/promises';

/** Receives each new value. */
type Listener<Value> = (value: Value) => void;

/**
 * A value in a database that other processes change. It is read while there are listeners, which receive its changes.
 */
export class PolledFeed<Value> {
  readonly #read: () => Promise<Value>;
  readonly #intervalMs: number;
  readonly #onError: (error: unknown) => void;
  /** The last value of each listener, as text; null before the first. */
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
   * Calls `listener` soon with the current value, then after every change, at most once per interval, until the
   * returned function is called.
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

  /**
   * Sends a value to new listeners immediately, and to others at the end of their interval. No listener receives the
   * same value twice.
   */
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
