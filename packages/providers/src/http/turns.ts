/** After this time requests overlap again, because the server may have another setting. Milliseconds. */
const rememberedMs = 3_600_000;
/** A server that continues this long after it cut a connection did not fail. Milliseconds. */
const aliveAfterMs = 20;

/**
 * The running requests to one server. Some servers on an operator's own machine abort an answer when another request
 * comes: llama-cpp-python does so by default. Such a server gets one request after the other.
 */
export class Turns {
  readonly nowMs: () => number;
  #underWay = 0;
  /** When a connection was cut during another request. Null for never. */
  #cutAtMs: number | null = null;
  #oneAtATimeUntilMs = Number.NEGATIVE_INFINITY;
  /** Oldest first. Each is the request of a waiting caller, so the limit of running calls bounds them. */
  readonly #waiting = new Map<object, () => void>();

  /** `nowMs`: of a monotonic clock. Milliseconds. */
  constructor(nowMs: () => number = () => performance.now()) {
    this.nowMs = nowMs;
  }

  /** Runs `begin` now or in its turn; `end` follows. `key`: the key of this request. Returns whether it waits. */
  take(key: object, begin: () => void): boolean {
    if (this.#underWay > 0 && this.#isOneAtATime()) {
      this.#waiting.set(key, begin);
      return true;
    }
    this.#underWay += 1;
    begin();
    return false;
  }

  /** Cancels a waiting request. */
  leave(key: object): void {
    this.#waiting.delete(key);
  }

  /** Ends a started request. */
  end(): void {
    this.#underWay -= 1;
    for (const [key, begin] of this.#waiting) {
      if (this.#underWay > 0 && this.#isOneAtATime()) return;
      this.#waiting.delete(key);
      this.#underWay += 1;
      begin();
    }
  }

  /** Requests that were sent and have not ended. */
  get underWay(): number {
    return this.#underWay;
  }

  /** Records that the connection of an answer was cut. Another running request that continues explains it. */
  noteCut(): void {
    if (this.#underWay > 1) this.#cutAtMs = this.nowMs();
  }

  /** Records data for a request that began at that time, of the same clock. */
  noteData(begunAtMs: number): void {
    if (this.#cutAtMs === null || begunAtMs > this.#cutAtMs || this.nowMs() < this.#cutAtMs + aliveAfterMs) return;
    this.#cutAtMs = null;
    this.#serveOneAtATime();
  }

  /**
   * Records that an answer ended without a reason. Returns whether another request explains it: the server aborted it.
   */
  noteUnexplainedEnd(): boolean {
    if (this.#underWay < 2) return false;
    this.#serveOneAtATime();
    return true;
  }

  #serveOneAtATime(): void {
    this.#oneAtATimeUntilMs = this.nowMs() + rememberedMs;
  }

  #isOneAtATime(): boolean {
    return this.nowMs() < this.#oneAtATimeUntilMs;
  }
}
