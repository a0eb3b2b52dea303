import { setTimeout as sleep } from 'node:timers/promises';

/** A large object in memory that can be given up to make room. */
export type Holder = {
  bytes: number;
  giveUp(): void;
};

/** A part of the process that holds memory for waiting callers. */
export interface HolderSource {
  /** Bytes that it holds in addition to the reserved ones. */
  heldBytes(): number;
  /** Forgets data that no caller waits for, until `isEnough`. */
  forgetIdle(isEnough: () => boolean): void;
  /** The largest holder that can be given up; null if there is none. */
  largest(): Holder | null;
}

/** The sum over the sources is not computed again within this time, milliseconds. */
const lookMs = 20;

/**
 * The account of all bytes that generations, their event logs, unsent answers and unwritten records hold together.
 * Beyond its limit, ended generations are forgotten first. Then the largest holder is given up, and the next largest,
 * until the rest fits. A holder that was given up keeps its bytes until it is recorded. Until then no new call has
 * room.
 */
export class HeldMemory {
  readonly limitBytes: number;
  readonly #nowMs: () => number;
  readonly #sources: HolderSource[] = [];
  #reserved = 0;
  /** The part of the reserved bytes that is being given up. */
  #leaving = 0;
  #measured = 0;
  #measuredAtMs = Number.NEGATIVE_INFINITY;
  #isRelieving = false;

  constructor(limitBytes: number, nowMs: () => number = () => performance.now()) {
    this.limitBytes = limitBytes;
    this.#nowMs = nowMs;
  }

  /** All held bytes. */
  get bytes(): number {
    return this.#reserved + this.#measure();
  }

  /** Whether the held bytes exceed the limit because a holder that was given up is not recorded yet. */
  get isClearing(): boolean {
    return this.#leaving > 0 && this.bytes > this.limitBytes;
  }

  watch(source: HolderSource): void {
    this.#sources.push(source);
  }

  /** Adds bytes that are held from now on. It never fails: if they do not fit, something else is given up. */
  reserve(bytes: number): void {
    this.#reserved += bytes;
    if (this.#isOver()) this.#relieve();
  }

  /** Subtracts bytes. `wasLeaving`: they were being given up. */
  release(bytes: number, wasLeaving = false): void {
    this.#reserved -= bytes;
    if (wasLeaving) this.#leaving -= bytes;
  }

  /** Marks reserved bytes as being given up. */
  noteLeaving(bytes: number): void {
    this.#leaving += bytes;
  }

  /** Whether a new call of this size fits, after data that no caller waits for is forgotten. */
  hasRoomFor(bytes: number): boolean {
    const fits = (): boolean => this.bytes + bytes <= this.limitBytes;
    if (!fits()) for (const source of this.#sources) source.forgetIdle(fits);
    return fits();
  }

  #isOver(): boolean {
    return this.#reserved - this.#leaving + this.#measure() > this.limitBytes;
  }

  #relieve(): void {
    // Giving up can itself reserve or release bytes.
    if (this.#isRelieving) return;
    this.#isRelieving = true;
    try {
      for (const source of this.#sources) source.forgetIdle(() => !this.#isOver());
      while (this.#isOver() && this.#giveUpLargest()) this.#measuredAtMs = Number.NEGATIVE_INFINITY;
    } finally {
      this.#isRelieving = false;
    }
  }

  /** Returns false if nothing can be given up. */
  #giveUpLargest(): boolean {
    let largest: Holder | null = null;
    for (const source of this.#sources) {
      const found = source.largest();
      if (found !== null && (largest === null || found.bytes > largest.bytes)) largest = found;
    }
    largest?.giveUp();
    return largest !== null;
  }

  #measure(): number {
    const nowMs = this.#nowMs();
    if (nowMs - this.#measuredAtMs < lookMs) return this.#measured;
    this.#measuredAtMs = nowMs;
    this.#measured = this.#sources.reduce((sum, source) => sum + source.heldBytes(), 0);
    return this.#measured;
  }
}

/** Growth is reserved in steps of this size, so that most pieces of an answer cost nothing. Bytes. */
const stepBytes = 4 * 1024;

/** A generation of this size or more waits while something larger is cleared. Bytes. */
const patientBytes = 1024 * 1024;
const patienceMs = 50;

/** The memory that one generation holds, from its request until nothing refers to it. */
export class MemoryShare {
  readonly #memory: HeldMemory;
  #bytes: number;
  #isLeaving = false;
  #isReleased = false;

  constructor(memory: HeldMemory, bytes = 0) {
    this.#memory = memory;
    this.#bytes = bytes;
    memory.reserve(bytes);
  }

  get bytes(): number {
    return this.#bytes;
  }

  get isLeaving(): boolean {
    return this.#isLeaving;
  }

  /** Adds to the bytes that it holds. */
  grow(bytes: number): void {
    if (this.#isReleased) return;
    const more = Math.max(bytes, stepBytes);
    this.#bytes += more;
    if (this.#isLeaving) this.#memory.noteLeaving(more);
    this.#memory.reserve(more);
  }

  /** Null if it may grow now. Else resolves when there is room, or when it is given up itself. */
  waitForRoom(): Promise<void> | null {
    return this.#mustWait() ? this.#wait() : null;
  }

  /** Marks it as given up. It is released soon. */
  leave(): void {
    if (this.#isLeaving || this.#isReleased) return;
    this.#isLeaving = true;
    this.#memory.noteLeaving(this.#bytes);
  }

  release(): void {
    if (this.#isReleased) return;
    this.#isReleased = true;
    this.#memory.release(this.#bytes, this.#isLeaving);
  }

  #mustWait(): boolean {
    return this.#bytes >= patientBytes && !this.#isLeaving && this.#memory.isClearing;
  }

  async #wait(): Promise<void> {
    while (this.#mustWait()) await sleep(patienceMs);
  }
}
