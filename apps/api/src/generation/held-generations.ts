import type { EndedGenerations } from './ended-generations.ts';
import type { Holder, HolderSource } from './held-memory.ts';
import type { LiveGeneration } from './live-generation.ts';

/**
 * The generations of this process that hold memory. Some run, and some are kept for readers who come back. Others can
 * no longer be found, but are still read.
 */
export class HeldGenerations implements HolderSource {
  readonly #running: ReadonlyMap<string, LiveGeneration>;
  readonly #ended: EndedGenerations;
  readonly #stillRead = new Set<LiveGeneration>();

  constructor(running: ReadonlyMap<string, LiveGeneration>, ended: EndedGenerations) {
    this.#running = running;
    this.#ended = ended;
  }

  /** A generation that ended is no longer kept. Its memory is free once its readers have left. */
  letGo(live: LiveGeneration): void {
    this.#stillRead.add(live);
    this.#releaseUnread();
  }

  /** Always 0: the shares of the generations reserve all of it. */
  heldBytes(): number {
    return 0;
  }

  forgetIdle(isEnough: () => boolean): void {
    this.#releaseUnread();
    this.#ended.forgetUntil(isEnough);
  }

  largest(): Holder | null {
    let largest: LiveGeneration | null = null;
    for (const each of [this.#running.values(), this.#stillRead]) {
      for (const live of each) {
        if (!live.share.isLeaving && live.share.bytes > (largest?.share.bytes ?? 0)) largest = live;
      }
    }
    if (largest === null) return null;
    const { share } = largest;
    const given = largest;
    return { bytes: share.bytes, giveUp: () => this.#giveUp(given) };
  }

  #giveUp(live: LiveGeneration): void {
    live.giveUp();
    if (this.#stillRead.delete(live)) live.share.release();
  }

  #releaseUnread(): void {
    for (const live of this.#stillRead) {
      if (live.log.readerCount > 0 && !live.share.isLeaving) continue;
      this.#stillRead.delete(live);
      live.share.release();
    }
  }
}
