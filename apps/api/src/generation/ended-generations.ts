import type { LiveGeneration } from './live-generation.ts';

/** How long and how many ended generations stay attachable. */
export type Retention = {
  /** Milliseconds after the end. */
  keepMs: number;
  /** The most generations kept, whatever their age. */
  keepCount: number;
};

export const defaultRetention: Retention = { keepMs: 300_000, keepCount: 2_000 };

/** Generations that ended a short while ago, so that a reader who lost its connection finds the rest. */
export class EndedGenerations {
  private readonly retention: Retention;
  private readonly kept = new Map<string, { live: LiveGeneration; endedAtMs: number }>();

  constructor(retention: Retention) {
    this.retention = retention;
  }

  add(live: LiveGeneration, nowMs: number): void {
    this.kept.set(live.id, { live, endedAtMs: nowMs });
    this.forget(nowMs);
  }

  find(id: string, nowMs: number): LiveGeneration | undefined {
    this.forget(nowMs);
    return this.kept.get(id)?.live;
  }

  /** Readers that have not come to the end yet. */
  readerCount(): number {
    let count = 0;
    for (const { live } of this.kept.values()) count += live.log.readerCount;
    return count;
  }

  /** Lets go of what is too old or too many; the map is in the order of the ends. */
  private forget(nowMs: number): void {
    for (const [id, { endedAtMs }] of this.kept) {
      if (this.kept.size <= this.retention.keepCount && nowMs - endedAtMs < this.retention.keepMs) return;
      this.kept.delete(id);
    }
  }
}
