/** After this time requests overlap again: the server may have another setting. Milliseconds. */
const rememberedMs = 3_600_000;
/** A server that goes on so long after it cut a connection did not break down. Milliseconds. */
const aliveAfterMs = 20;

/**
 * The requests to one server that are under way. Some servers on an operator's own machine break an answer off as soon
 * as another request comes: llama-cpp-python does, unless told otherwise. Such a server gets one request after the other.
 */
export class Turns {
  readonly nowMs: () => number;
  #underWay = 0;
  /** When a connection was cut beside another request; null for never. */
  #cutAtMs: number | null = null;
  #oneAtATimeUntilMs = Number.NEGATIVE_INFINITY;
  /** Oldest first. Each is the request of a caller who waits, so the limit of running calls bounds them. */
  readonly #waiting = new Map<object, () => void>();

  /** `nowMs`: of a monotonic clock. Milliseconds. */
  constructor(nowMs: () => number = () => performance.now()) {
    this.nowMs = nowMs;
  }

  /** Runs `begin` now or when its turn has come; `end` follows. `key`: of this request. Returns whether it waits. */
  take(key: object, begin: () => void): boolean {
    if (this.#underWay > 0 && this.#isOneAtATime()) {
      this.#waiting.set(key, begin);
      return true;
    }
    this.#underWay += 1;
    begin();
    return false;
  }

  /** A request that waits is not begun any more. */
  leave(key: object): void {
    this.#waiting.delete(key);
  }

  /** A request that was begun is over. */
  end(): void {
    this.#underWay -= 1;
    for (const [key, begin] of this.#waiting) {
      if (this.#underWay > 0 && this.#isOneAtATime()) return;
      this.#waiting.delete(key);
      this.#underWay += 1;
      begin();
    }
  }

  /** Requests that were sent and are not over. */
  get underWay(): number {
    return this.#underWay;
  }

  /** Notes that the connection of an answer was cut. Another request under way that goes on explains it. */
  noteCut(): void {
    if (this.#underWay > 1) this.#cutAtMs = this.nowMs();
  }

  /** Notes data for a request that was begun at that time, of the same clock. */
  noteData(begunAtMs: number): void {
    if (this.#cutAtMs === null || begunAtMs > this.#cutAtMs || this.nowMs() < this.#cutAtMs + aliveAfterMs) return;
    this.#cutAtMs = null;
    this.#serveOneAtATime();
  }

  /** Notes that an answer ended without a reason. Returns whether another request explains it: the server broke it off. */
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
