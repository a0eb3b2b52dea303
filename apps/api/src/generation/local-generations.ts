import { ServiceError } from '../errors/service-error.ts';
import { within } from '../events/within.ts';
import { defaultRetention, EndedGenerations, type Retention } from './ended-generations.ts';
import { HeldGenerations } from './held-generations.ts';
import type { HolderSource } from './held-memory.ts';
import type { LiveGeneration } from './live-generation.ts';

/** The generations of this process that run, or that ended a short while ago. */
export class LocalGenerations {
  readonly #nowMs: () => number;
  readonly #running = new Map<string, LiveGeneration>();
  readonly #ended: EndedGenerations;
  readonly #held: HeldGenerations;
  #isClosing = false;

  /** `onForgotten`: called for each ended generation that can no longer be found. */
  constructor(options: {
    nowMs(): number;
    retention?: Retention | undefined;
    onForgotten(live: LiveGeneration): void;
  }) {
    this.#nowMs = options.nowMs;
    this.#ended = new EndedGenerations(options.retention ?? defaultRetention, (live) => {
      options.onForgotten(live);
      this.#held.letGo(live);
    });
    this.#held = new HeldGenerations(this.#running, this.#ended);
  }

  /** The memory that the generations hold. */
  get holders(): HolderSource {
    return this.#held;
  }

  /** Throws if the process accepts no new generations. */
  refuseWhenClosing(): void {
    if (!this.#isClosing) return;
    throw new ServiceError('INTERNAL', 'Penstock is shutting down; send the request again in a moment.');
  }

  /** Adds a running generation. Throws if the process accepts no new generations. */
  begin(live: LiveGeneration): void {
    this.refuseWhenClosing();
    this.#running.set(live.id, live);
  }

  /** Moves a generation to the ended ones. It is kept for readers who come back. */
  end(live: LiveGeneration): void {
    this.#running.delete(live.id);
    this.#ended.add(live, this.#nowMs());
  }

  find(id: string): LiveGeneration | undefined {
    return this.#running.get(id) ?? this.#ended.find(id, this.#nowMs());
  }

  /** Ends a running generation. Does not wait. */
  cancel(id: string): void {
    this.#running.get(id)?.cancel();
  }

  /** Cancels the running generations of keys that are no longer valid, also detached ones. Returns their ids. */
  cancelOfInvalidKeys(isValid: (keyId: string) => boolean): readonly string[] {
    const cancelled: string[] = [];
    for (const live of this.#running.values()) {
      const { apiKeyId } = live.request.caller;
      if (apiKeyId === null || live.signal.aborted || isValid(apiKeyId)) continue;
      live.cancel();
      cancelled.push(live.id);
    }
    return cancelled;
  }

  /** Forgets an ended generation. */
  forget(id: string): void {
    this.#ended.remove(id);
  }

  /** Forgets ended generations that are too old. Without it, an idle process would keep the last of them. */
  forgetOld(): void {
    this.#ended.forget(this.#nowMs());
  }

  runningCount(): number {
    return this.#running.size;
  }

  /** The number of readers in the event logs of all generations, running or ended. */
  readerCount(): number {
    let count = 0;
    for (const { log } of this.#running.values()) count += log.readerCount;
    return count + this.#ended.readerCount();
  }

  /**
   * Accepts no new generations, lets running ones end within `graceMs`, then interrupts the rest. Resolves when all are
   * recorded.
   */
  async close(graceMs: number): Promise<void> {
    this.#isClosing = true;
    const all = Promise.all([...this.#running.values()].map(({ ended }) => ended));
    await within(graceMs, all, null);
    for (const live of this.#running.values()) live.interrupt();
    await all;
  }
}
