import type { Listener } from './event-reader.ts';
import type { Leaving } from './leaving.ts';

/** How long a generation waits for a reader whose connection was lost, milliseconds. */
const defaultGraceMs = 15_000;

/** Decides when a generation without readers ends. */
export class Listeners {
  readonly #graceMs: number;
  readonly #isNamed: boolean;
  readonly #cancel: () => void;
  #isDetached: boolean;
  #grace: NodeJS.Timeout | undefined;
  #operation: Listener | null = null;

  /** `isNamed`: its client named the operation. `graceMs`: how long it continues without a reader. */
  constructor(options: { isDetached: boolean; isNamed: boolean; graceMs?: number | undefined; cancel: () => void }) {
    this.#isDetached = options.isDetached;
    this.#isNamed = options.isNamed;
    this.#graceMs = options.graceMs ?? defaultGraceMs;
    this.#cancel = options.cancel;
  }

  /** Continues without readers from now on. */
  detach(): void {
    this.#isDetached = true;
  }

  /**
   * The reader for the operation that started the generation. It replaces the earlier reader of that operation, whose
   * connection is broken or will be. The earlier reader no longer keeps the generation running.
   */
  ofOperation(leaving: () => Leaving): Listener {
    if (this.#operation !== null) this.#operation.isSuperseded = true;
    this.#operation = { leaving, isSuperseded: false };
    return this.#operation;
  }

  /** Called when the last reader has left. Over HTTP, only a client that named its operation can come back. */
  lastLeft(leaving: Leaving, readerCount: () => number): void {
    if (this.#isDetached) return;
    const mayComeBack = leaving === 'lost' || (leaving === 'closed' && this.#isNamed);
    clearTimeout(this.#grace);
    if (!mayComeBack) {
      this.#cancel();
      return;
    }
    this.#grace = setTimeout(() => {
      if (readerCount() === 0) this.#cancel();
    }, this.#graceMs).unref();
  }

  /** Called when the generation has ended. */
  stop(): void {
    clearTimeout(this.#grace);
  }
}
