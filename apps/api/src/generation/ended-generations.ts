import { sizeOfGeneration } from './generation-size.ts';
import type { LiveGeneration } from './live-generation.ts';

/** How long ended generations stay attachable, and how many. */
export type Retention = {
  /** Milliseconds after the end. */
  keepMs: number;
  /** The most generations kept, of any age. */
  keepCount: number;
  /**
   * The most memory that they may take together, by `sizeOfGeneration`. Bytes, default 100 MiB. One may take a quarter
   * of it.
   */
  keepBytes?: number;
};

const defaultKeepBytes = 100 * 1024 * 1024;

export const defaultRetention: Retention = { keepMs: 300_000, keepCount: 2_000, keepBytes: defaultKeepBytes };

type Kept = { live: LiveGeneration; endedAtMs: number; bytes: number };

/** The generations that ended a short while ago. A reader that lost its connection can read the rest. */
export class EndedGenerations {
  readonly #retention: Retention;
  readonly #kept = new Map<string, Kept>();
  readonly #onForgotten: (live: LiveGeneration) => void;
  #bytes = 0;

  /** `onForgotten`: called for each generation that can no longer be found, also if it was never kept. */
  constructor(retention: Retention, onForgotten: (live: LiveGeneration) => void = () => {}) {
    this.#retention = retention;
    this.#onForgotten = onForgotten;
  }

  get #keepBytes(): number {
    return this.#retention.keepBytes ?? defaultKeepBytes;
  }

  /** Keeps a chat for readers who come back. An embedding has no events to read, and its vectors are large. */
  add(live: LiveGeneration, nowMs: number): void {
    if (live.request.call.type !== 'chat' || live.gaveUp !== null) {
      this.#onForgotten(live);
      return;
    }
    const bytes = sizeOfGeneration(live.snapshot(), live.log.bytes);
    if (bytes > this.#keepBytes / 4) {
      this.#onForgotten(live);
      return;
    }
    this.#kept.set(live.id, { live, endedAtMs: nowMs, bytes });
    this.#bytes += bytes;
    this.forget(nowMs);
  }

  find(id: string, nowMs: number): LiveGeneration | undefined {
    this.forget(nowMs);
    return this.#kept.get(id)?.live;
  }

  /** Forgets the oldest generations, until `isEnough`. */
  forgetUntil(isEnough: () => boolean): void {
    for (const [id, kept] of this.#kept) {
      if (isEnough()) return;
      this.#remove(id, kept);
    }
  }

  /** Forgets one generation at once. */
  remove(id: string): void {
    const kept = this.#kept.get(id);
    if (kept !== undefined) this.#remove(id, kept);
  }

  /** The number of readers that have not reached the end yet. */
  readerCount(): number {
    let count = 0;
    for (const { live } of this.#kept.values()) count += live.log.readerCount;
    return count;
  }

  /** Forgets generations that are too old, or above the limits. The map is in the order of their ends. */
  forget(nowMs: number): void {
    const { keepCount, keepMs } = this.#retention;
    for (const [id, kept] of this.#kept) {
      const fits = this.#kept.size <= keepCount && this.#bytes <= this.#keepBytes;
      if (fits && nowMs - kept.endedAtMs < keepMs) return;
      this.#remove(id, kept);
    }
  }

  #remove(id: string, { live, bytes }: Kept): void {
    this.#kept.delete(id);
    this.#bytes -= bytes;
    this.#onForgotten(live);
  }
}
