import { setTimeout as sleep } from 'node:timers/promises';

/** What is read from a database that others write to as well: told when it has changed, while somebody listens. */
export class PolledFeed<Value> {
  private readonly read: () => Promise<Value>;
  private readonly intervalMs: number;
  private readonly onError: (error: unknown) => void;
  private readonly listeners = new Set<(value: Value) => void>();
  private known: string | null = null;
  private isRunning = false;
  private wake: () => void = () => {};

  constructor(read: () => Promise<Value>, intervalMs: number, onError: (error: unknown) => void) {
    this.read = read;
    this.intervalMs = intervalMs;
    this.onError = onError;
  }

  /** Calls `listener` with what is there soon, then after every change, until the returned function is called. */
  subscribe(listener: (value: Value) => void): () => void {
    this.listeners.add(listener);
    this.known = null;
    if (this.isRunning) this.wake();
    else void this.run();
    return () => {
      this.listeners.delete(listener);
      if (this.listeners.size === 0) this.wake();
    };
  }

  get listenerCount(): number {
    return this.listeners.size;
  }

  private async run(): Promise<void> {
    this.isRunning = true;
    while (this.listeners.size > 0) {
      const woken = new Promise<void>((resolve) => {
        this.wake = resolve;
      });
      await this.tell().catch(this.onError);
      const pause = new AbortController();
      await Promise.race([woken, sleep(this.intervalMs, null, { signal: pause.signal, ref: false }).catch(() => {})]);
      pause.abort();
    }
    this.isRunning = false;
  }

  /** Whoever came since is told what others know already: the same value again is a value, not a change missed. */
  private async tell(): Promise<void> {
    const wasKnown = this.known;
    const value = await this.read();
    const text = JSON.stringify(value);
    if (text === wasKnown && text === this.known) return;
    this.known = text;
    for (const listener of this.listeners) listener(value);
  }
}
