import { ServiceError } from '../errors/service-error.ts';
import { within } from '../events/within.ts';
import { defaultRetention, EndedGenerations, type Retention } from './ended-generations.ts';
import { HeldGenerations } from './held-generations.ts';
import type { HolderSource } from './held-memory.ts';
import type { LiveGeneration } from './live-generation.ts';

/** The generations of this process: those that run, and those that ended a short while ago. */
export class LocalGenerations {
  readonly #nowMs: () => number;
  readonly #running = new Map<string, LiveGeneration>();
  readonly #ended: EndedGenerations;
  readonly #held: HeldGenerations;
  #isClosing = false;

  /** `onForgotten`: told of each ended one that cannot be found any more. */
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

  /** The memory that they hold. */
  get holders(): HolderSource {
    return this.#held;
  }

  /** Throws where the process takes nothing new. */
  refuseWhenClosing(): void {
    if (!this.#isClosing) return;
    throw new ServiceError('INTERNAL', 'Penstock is shutting down; send the request again in a moment.');
  }

  /** One runs from now on. Throws where the process takes nothing new. */
  begin(live: LiveGeneration): void {
    this.refuseWhenClosing();
    this.#running.set(live.id, live);
  }

  /** One does not run any more. It is kept for readers who come back. */
  end(live: LiveGeneration): void {
    this.#running.delete(live.id);
    this.#ended.add(live, this.#nowMs());
  }

  find(id: string): LiveGeneration | undefined {
    return this.#running.get(id) ?? this.#ended.find(id, this.#nowMs());
  }

  /** Ends one that runs. Does not wait. */
  cancel(id: string): void {
    this.#running.get(id)?.cancel();
  }

  /** Cancels what runs for keys that are not valid any more, detached generations too. Returns their ids. */
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

  /** Lets go of one that has ended. */
  forget(id: string): void {
    this.#ended.remove(id);
  }

  /** Lets go of ended ones that are too old. Without it, a process that rests would keep the last ones. */
  forgetOld(): void {
    this.#ended.forget(this.#nowMs());
  }

  runningCount(): number {
    return this.#running.size;
  }

  /** How many readers hold a place in the event log of a generation, running or ended. */
  readerCount(): number {
    let count = 0;
    for (const { log } of this.#running.values()) count += log.readerCount;
    return count + this.#ended.readerCount();
  }

  /** Takes nothing new, lets what runs end within `graceMs`, then interrupts the rest. Resolves when all is recorded. */
  async close(graceMs: number): Promise<void> {
    this.#isClosing = true;
    const all = Promise.all([...this.#running.values()].map(({ ended }) => ended));
    await within(graceMs, all, null);
    for (const live of this.#running.values()) live.interrupt();
    await all;
  }
}
