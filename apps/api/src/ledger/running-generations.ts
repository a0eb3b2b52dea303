import type { Generation } from '../generation/generation.ts';

export type RunningGenerationsTools = {
  /** Notes that generations run. What cannot be noted is told to the log by the writer. */
  note(generations: readonly Generation[]): Promise<void>;
  /** Told of a generation whose state cannot be read. It goes on; only its note is left out, or left as it is. */
  onUnreadable?(error: unknown): void;
  /** A generation is noted when it has run for so long, so that one that ends sooner is written once. Milliseconds. */
  afterMs: number;
};

/** Gives a generation as it is to be recorded should its process end at this moment. */
export type ReadInterrupted = () => Generation;

/**
 * From one note to the next at the least, milliseconds: those that begin meanwhile are noted together, since a statement costs
 * the database as much as twenty of its rows.
 */
const betweenNotesMs = 50;

/** What runs in this process: what of it is noted in the database, or may be, and what is not yet. */
export class RunningGenerations {
  private readonly tools: RunningGenerationsTools;
  /** In the order in which they began. */
  private readonly waiting = new Map<string, { read: ReadInterrupted; sinceMs: number }>();
  private readonly noted = new Map<string, ReadInterrupted | null>();
  private timer: NodeJS.Timeout | null = null;
  private notedAtMs = Number.NEGATIVE_INFINITY;

  constructor(tools: RunningGenerationsTools) {
    this.tools = tools;
  }

  /** One may be noted already that is not told to run yet. */
  mayBeNoted(id: string): void {
    this.noted.set(id, null);
  }

  /** One runs; it is noted soon, unless it is already. */
  begin(id: string, read: ReadInterrupted): void {
    if (this.noted.has(id)) this.noted.set(id, read);
    else {
      this.waiting.set(id, { read, sinceMs: performance.now() });
      if (this.timer === null) this.noteIn(this.tools.afterMs);
    }
  }

  /** One has ended or is given up. Returns whether it may be noted. */
  end(id: string): boolean {
    this.waiting.delete(id);
    return this.noted.has(id);
  }

  /** What has ended is durable. */
  forget(id: string): void {
    this.noted.delete(id);
  }

  /** All that may be noted. */
  get notedIds(): readonly string[] {
    return [...this.noted.keys()];
  }

  /** How far those have come that are noted and told to run. */
  read(): readonly Generation[] {
    return [...this.noted.values()].flatMap((read) => (read === null ? [] : this.tryToRead(read)));
  }

  close(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    this.waiting.clear();
  }

  private readonly noteDue = (): void => {
    this.timer = null;
    const nowMs = performance.now();
    const due: Generation[] = [];
    let nextInMs: number | null = null;
    for (const [id, { read, sinceMs }] of this.waiting) {
      const leftMs = sinceMs + this.tools.afterMs - nowMs;
      if (leftMs > 1) {
        nextInMs = leftMs;
        break;
      }
      this.waiting.delete(id);
      this.noted.set(id, read);
      due.push(...this.tryToRead(read));
    }
    if (due.length > 0) {
      this.notedAtMs = nowMs;
      this.tools.note(due).catch(() => {});
    }
    if (nextInMs !== null) this.noteIn(nextInMs);
  };

  /** None where it cannot be read: this runs in timers, whose errors would end the process. */
  private tryToRead(read: ReadInterrupted): readonly Generation[] {
    try {
      return [read()];
    } catch (error) {
      this.tools.onUnreadable?.(error);
      return [];
    }
  }

  private noteIn(ms: number): void {
    const soonestMs = this.notedAtMs + betweenNotesMs - performance.now();
    this.timer = setTimeout(this.noteDue, Math.max(ms, soonestMs)).unref();
  }
}
