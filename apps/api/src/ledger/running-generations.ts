import type { Generation } from '../generation/generation.ts';

export type RunningGenerationsTools = {
  /** Stores generations as running. The writer logs its own failures. */
  note(generations: readonly Generation[]): Promise<void>;
  /**
   * Called when a generation's state cannot be read. The generation continues; only its stored state is missing or old.
   */
  onUnreadable?(error: unknown): void;
  /** How long a generation runs before it is stored, milliseconds. A shorter generation is written once. */
  afterMs: number;
};

/** Returns the record of a generation as if its process ended now. */
export type ReadInterrupted = () => Generation;

/**
 * The shortest time between two writes, milliseconds. Generations that begin meanwhile share one write: a statement
 * costs as much as twenty of its rows.
 */
const betweenNotesMs = 100;

/** The generations of this process: those stored as running in the database, and those not stored yet. */
export class RunningGenerations {
  readonly #tools: RunningGenerationsTools;
  /** In order of their start. */
  readonly #waiting = new Map<string, { read: ReadInterrupted; sinceMs: number }>();
  readonly #noted = new Map<string, ReadInterrupted | null>();
  readonly #running = new Set<string>();
  #timer: NodeJS.Timeout | null = null;
  #notedAtMs = Number.NEGATIVE_INFINITY;

  constructor(tools: RunningGenerationsTools) {
    this.#tools = tools;
  }

  /** Called when a generation may already be stored, before it begins. */
  mayBeNoted(id: string): void {
    this.#noted.set(id, null);
  }

  /** Called when a generation begins. It is stored soon, unless it is stored already. */
  begin(id: string, read: ReadInterrupted): void {
    this.#running.add(id);
    if (this.#noted.has(id)) this.#noted.set(id, read);
    else {
      this.#waiting.set(id, { read, sinceMs: performance.now() });
      if (this.#timer === null) this.#noteIn(this.#tools.afterMs);
    }
  }

  /** Called when a generation ends or is abandoned. Returns whether it may be stored as running. */
  end(id: string): boolean {
    this.#running.delete(id);
    this.#waiting.delete(id);
    return this.#noted.has(id);
  }

  /** Called when the end of a generation is durable. */
  forget(id: string): void {
    this.#noted.delete(id);
  }

  /** The number of generations that have begun and not ended. */
  get count(): number {
    return this.#running.size;
  }

  /** The ids of the generations that may be stored. */
  get notedIds(): readonly string[] {
    return [...this.#noted.keys()];
  }

  /** The present state of all stored generations that have begun. */
  read(): readonly Generation[] {
    return [...this.#noted.values()].flatMap((read) => (read === null ? [] : this.#tryToRead(read)));
  }

  close(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#waiting.clear();
  }

  readonly #noteDue = (): void => {
    this.#timer = null;
    const nowMs = performance.now();
    const due: Generation[] = [];
    let nextInMs: number | null = null;
    for (const [id, { read, sinceMs }] of this.#waiting) {
      const leftMs = sinceMs + this.#tools.afterMs - nowMs;
      if (leftMs > 1) {
        nextInMs = leftMs;
        break;
      }
      this.#waiting.delete(id);
      this.#noted.set(id, read);
      due.push(...this.#tryToRead(read));
    }
    if (due.length > 0) {
      this.#notedAtMs = nowMs;
      this.#tools.note(due).catch(() => {});
    }
    if (nextInMs !== null) this.#noteIn(nextInMs);
  };

  /** Empty if the state cannot be read. This runs in timers, where an error would end the process. */
  #tryToRead(read: ReadInterrupted): readonly Generation[] {
    try {
      return [read()];
    } catch (error) {
      this.#tools.onUnreadable?.(error);
      return [];
    }
  }

  #noteIn(ms: number): void {
    const soonestMs = this.#notedAtMs + betweenNotesMs - performance.now();
    this.#timer = setTimeout(this.#noteDue, Math.max(ms, soonestMs)).unref();
  }
}
