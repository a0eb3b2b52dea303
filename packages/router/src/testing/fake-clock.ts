import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock, Timer } from '../clock.ts';

type Entry = { atMs: number; run: () => void };

/** A clock that only tests advance. Starts at 1,000,000 epoch milliseconds. */
export class FakeClock implements Clock {
  /** The duration of every requested `sleep`, in order, milliseconds. */
  readonly slept: number[] = [];
  readonly #startMs: number;
  #elapsedMs = 0;
  #entries: Entry[] = [];

  constructor(startMs = 1_000_000) {
    this.#startMs = startMs;
  }

  nowMs(): number {
    return this.#startMs + this.#elapsedMs;
  }

  elapsedMs(): number {
    return this.#elapsedMs;
  }

  /** The number of waiting timers and sleepers. */
  get waiting(): number {
    return this.#entries.length;
  }

  after(ms: number, run: () => void): Timer {
    const entry: Entry = { atMs: this.#elapsedMs + Math.max(0, ms), run };
    this.#entries.push(entry);
    return { cancel: () => this.#remove(entry), unref: () => {} };
  }

  sleep(ms: number, signal: AbortSignal): Promise<void> {
    this.slept.push(ms);
    return new Promise((resolve, reject) => {
      if (signal.aborted) {
        reject(signal.reason);
        return;
      }
      const onAbort = (): void => {
        timer.cancel();
        reject(signal.reason);
      };
      const timer = this.after(ms, () => {
        signal.removeEventListener('abort', onAbort);
        resolve();
      });
      signal.addEventListener('abort', onAbort, { once: true });
    });
  }

  /** Advances the time. Timers run in the order of their times, each with the promises that follow from it. */
  async advance(ms: number): Promise<void> {
    const endMs = this.#elapsedMs + ms;
    await nextTurn();
    for (let due = this.#earliest(); due !== undefined && due.atMs <= endMs; due = this.#earliest()) {
      await this.#fire(due);
    }
    this.#elapsedMs = endMs;
  }

  /** Advances the time until `work` is done. Fails if nothing waits any more and the work is not done. */
  async runUntil<T>(work: Promise<T>): Promise<T> {
    let isDone = false;
    const settled = work.finally(() => {
      isDone = true;
    });
    settled.catch(() => {});
    for (let idleTurns = 0; !isDone; ) {
      await nextTurn();
      const due = this.#earliest();
      if (isDone) break;
      if (due !== undefined) await this.#fire(due);
      idleTurns = due === undefined ? idleTurns + 1 : 0;
      if (idleTurns > 20) throw new Error('The work waits, but for no timer of this clock.');
    }
    return settled;
  }

  async #fire(entry: Entry): Promise<void> {
    this.#remove(entry);
    this.#elapsedMs = Math.max(this.#elapsedMs, entry.atMs);
    entry.run();
    await nextTurn();
  }

  #earliest(): Entry | undefined {
    let earliest: Entry | undefined;
    for (const entry of this.#entries) if (earliest === undefined || entry.atMs < earliest.atMs) earliest = entry;
    return earliest;
  }

  #remove(entry: Entry): void {
    this.#entries = this.#entries.filter((other) => other !== entry);
  }
}
