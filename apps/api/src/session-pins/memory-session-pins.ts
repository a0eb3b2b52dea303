import type { SessionPin, SessionPins } from '../generation/session-pins/session-pins.ts';

/** The most sessions in memory; the least recently used are dropped first. */
const mostSessions = 50_000;

type Kept = { pin: SessionPin; endsAtMs: number };

/** The pins of sessions in the memory of this process. `elapsedMs`: a monotonic clock. */
export class MemorySessionPins implements SessionPins {
  readonly #elapsedMs: () => number;
  readonly #most: number;
  /** In the order of their last use. */
  readonly #kept = new Map<string, Kept>();

  constructor(elapsedMs: () => number, most: number = mostSessions) {
    this.#elapsedMs = elapsedMs;
    this.#most = most;
  }

  get isEmpty(): boolean {
    return this.#kept.size === 0;
  }

  find(key: string): SessionPin | null {
    const kept = this.#kept.get(key);
    if (kept === undefined) return null;
    if (kept.endsAtMs > this.#elapsedMs()) return kept.pin;
    this.#kept.delete(key);
    return null;
  }

  keep(key: string, pin: SessionPin): void {
    this.#kept.delete(key);
    this.#kept.set(key, { pin, endsAtMs: this.#elapsedMs() + pin.ttlMs });
    if (this.#kept.size <= this.#most) return;
    const [oldest] = this.#kept.keys();
    if (oldest !== undefined) this.#kept.delete(oldest);
  }
}
