import { setTimeout as sleep } from 'node:timers/promises';

/** Something large in memory that can be given up, so that the rest fits. */
export type Holder = {
  bytes: number;
  giveUp(): void;
};

/** A part of the process that holds what callers wait for. */
export interface HolderSource {
  /** Bytes that it holds beside those reserved. */
  heldBytes(): number;
  /** Forgets what no caller waits for, until `isEnough`. */
  forgetIdle(isEnough: () => boolean): void;
  /** The largest that can be given up; null for none. */
  largest(): Holder | null;
}

/** The sum over a source is not taken again within this time, milliseconds. */
const lookMs = 20;

/**
 * The one account of the bytes that generations, their event logs, unsent answers and unwritten records hold together.
 * Beyond its limit, ended generations are forgotten first. Then the largest holder is given up, and the next largest,
 * until the rest fits. What was given up still holds its bytes until it is recorded: meanwhile no new call has room.
 */
export class HeldMemory {
  readonly limitBytes: number;
  readonly #nowMs: () => number;
  readonly #sources: HolderSource[] = [];
  #reserved = 0;
  /** The part of the reserved that is being given up. */
  #leaving = 0;
  #measured = 0;
  #measuredAtMs = Number.NEGATIVE_INFINITY;
  #isRelieving = false;

  constructor(limitBytes: number, nowMs: () => number = () => performance.now()) {
    this.limitBytes = limitBytes;
    this.#nowMs = nowMs;
  }

  /** Everything that is held, bytes. */
  get bytes(): number {
    return this.#reserved + this.#measure();
  }

  /** Whether more is held than the limit, since something given up is not recorded yet. */
  get isClearing(): boolean {
    return this.#leaving > 0 && this.bytes > this.limitBytes;
  }

  watch(source: HolderSource): void {
    this.#sources.push(source);
  }

  /** Notes bytes that are held from now on. It never fails: where they do not fit, something else is given up. */
  reserve(bytes: number): void {
    this.#reserved += bytes;
    if (this.#isOver()) this.#relieve();
  }

  /** `wasLeaving`: they were among what is given up. */
  release(bytes: number, wasLeaving = false): void {
    this.#reserved -= bytes;
    if (wasLeaving) this.#leaving -= bytes;
  }

  /** Reserved bytes belong to what is given up. */
  noteLeaving(bytes: number): void {
    this.#leaving += bytes;
  }

  /** Whether a new call of this size fits, once what no caller waits for is forgotten. */
  hasRoomFor(bytes: number): boolean {
    const fits = (): boolean => this.bytes + bytes <= this.limitBytes;
    if (!fits()) for (const source of this.#sources) source.forgetIdle(fits);
    return fits();
  }

  #isOver(): boolean {
    return this.#reserved - this.#leaving + this.#measure() > this.limitBytes;
  }

  #relieve(): void {
    // What is given up may reserve or release on its way.
    if (this.#isRelieving) return;
    this.#isRelieving = true;
    try {
      for (const source of this.#sources) source.forgetIdle(() => !this.#isOver());
      while (this.#isOver() && this.#giveUpLargest()) this.#measuredAtMs = Number.NEGATIVE_INFINITY;
    } finally {
      this.#isRelieving = false;
    }
  }

  /** False where nothing can be given up. */
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

/** Growth is reserved in steps of this, bytes, so that most pieces of an answer cost nothing. */
const stepBytes = 4 * 1024;

/** From this on a generation waits while something larger is cleared, bytes. */
const patientBytes = 1024 * 1024;
const patienceMs = 50;

/** What one generation holds of the account, from its request to when nothing refers to it. */
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

  /** It holds this much more. */
  grow(bytes: number): void {
    if (this.#isReleased) return;
    const more = Math.max(bytes, stepBytes);
    this.#bytes += more;
    if (this.#isLeaving) this.#memory.noteLeaving(more);
    this.#memory.reserve(more);
  }

  /** Null where it may grow now. Else resolves when there is room, or when it is given up itself. */
  waitForRoom(): Promise<void> | null {
    return this.#mustWait() ? this.#wait() : null;
  }

  /** It is given up, and is released soon. */
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
