import { sizeOfGeneration } from './generation-size.ts';
import type { LiveGeneration } from './live-generation.ts';

/** How long and how many ended generations stay attachable. */
export type Retention = {
  /** Milliseconds after the end. */
  keepMs: number;
  /** The most generations kept, of any age. */
  keepCount: number;
  /** What they may take together, as `sizeOfGeneration` reckons. Bytes, default 100 MiB; one alone may take a quarter. */
  keepBytes?: number;
};

const defaultKeepBytes = 100 * 1024 * 1024;

export const defaultRetention: Retention = { keepMs: 300_000, keepCount: 2_000, keepBytes: defaultKeepBytes };

type Kept = { live: LiveGeneration; endedAtMs: number; bytes: number };

/** Generations that ended a short while ago, so that a reader that lost its connection finds the rest. */
export class EndedGenerations {
  readonly #retention: Retention;
  readonly #kept = new Map<string, Kept>();
  readonly #onForgotten: (live: LiveGeneration) => void;
  #bytes = 0;

  /** `onForgotten`: told of each that cannot be found any more, or never could. */
  constructor(retention: Retention, onForgotten: (live: LiveGeneration) => void = () => {}) {
    this.#retention = retention;
    this.#onForgotten = onForgotten;
  }

  get #keepBytes(): number {
    return this.#retention.keepBytes ?? defaultKeepBytes;
  }

  /** Keeps a chat for those who come back. An embedding has no events to come back for, and its vectors are large. */
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

  /** Forgets the oldest, until `isEnough`. */
  forgetUntil(isEnough: () => boolean): void {
    for (const [id, kept] of this.#kept) {
      if (isEnough()) return;
      this.#remove(id, kept);
    }
  }

  /** Lets go of one at once. */
  remove(id: string): void {
    const kept = this.#kept.get(id);
    if (kept !== undefined) this.#remove(id, kept);
  }

  /** Readers that have not come to the end yet. */
  readerCount(): number {
    let count = 0;
    for (const { live } of this.#kept.values()) count += live.log.readerCount;
    return count;
  }

  /** Lets go of what is too old or too much; the map is in the order of the ends. */
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
