import type { GenerationEvent } from './generation-event.ts';
import type { Leaving } from './leaving.ts';

type Result = IteratorResult<GenerationEvent, undefined>;

const ended: Result = { value: undefined, done: true };

/** Who reads a log, as far as the log has to know. */
export type Listener = {
  /** How it has left, asked when it leaves. */
  leaving(): Leaving;
  /** Whether the same operation has come again over another connection, so that this one is probably broken. */
  isSuperseded: boolean;
};

const whoStops: Listener = Object.freeze({ leaving: () => 'stopped', isSuperseded: false });

/** Whether a log has no listener any more, now that one has left. */
export function isUnheard(readers: ReadonlySet<EventReader>, leaving: Leaving): boolean {
  if (readers.size === 0) return true;
  if (leaving !== 'stopped') return false;
  for (const { listener } of readers) if (!listener.isSuperseded) return false;
  return true;
}

/** What a reader draws from. */
export interface EventSource {
  /** No event follows those that are there. */
  readonly hasEnded: boolean;
  /** The event after number `after`, deltas merged as far as they go unless `isUnmerged`; null when there is none yet. */
  next(after: number, isUnmerged: boolean): GenerationEvent | null;
  /** The event that ends the log for a reader that has heard more than is here. Null where nothing is missing. */
  endBeyond(after: number): GenerationEvent | null;
  /** Called by a reader that reads no more. */
  leave(reader: EventReader): void;
}

/**
 * One reader's place in an event log. It holds only its position, so a slow reader costs no memory. An async generator
 * would not do: it cannot be returned while it waits, and costs more for each step.
 */
export class EventReader implements AsyncIterableIterator<GenerationEvent> {
  readonly #source: EventSource;
  readonly listener: Listener;
  readonly #isUnmerged: boolean;
  readonly #begin: number;
  #position: number;
  #waiting: ((result: Result) => void) | null = null;
  #hasLeft = false;

  constructor(source: EventSource, after: number, listener: Listener = whoStops, isUnmerged = false) {
    this.#source = source;
    this.listener = listener;
    this.#begin = after;
    this.#position = after;
    this.#isUnmerged = isUnmerged;
  }

  /** A new event: taken at once if this reader waits for it, else left in the log. */
  offer(event: GenerationEvent): void {
    if (this.#waiting === null || event.number !== this.#position + 1) return;
    this.#position = event.number;
    this.#settle({ value: event, done: false });
  }

  /** The log has ended. */
  finish(): void {
    if (this.#waiting === null) return;
    const event = this.#source.next(this.#position, this.#isUnmerged);
    if (event !== null) this.#position = event.number;
    const result = event === null ? this.#takeEnd() : { value: event, done: false as const };
    if (result.done === true) void this.return();
    else this.#settle(result);
  }

  next(): Promise<Result> {
    if (this.#hasLeft) return Promise.resolve(ended);
    if (this.#waiting !== null) return Promise.reject(new Error('An event reader is read by one caller at a time.'));
    const event = this.#source.next(this.#position, this.#isUnmerged);
    if (event !== null) {
      this.#position = event.number;
      return Promise.resolve({ value: event, done: false });
    }
    if (this.#source.hasEnded) {
      const end = this.#takeEnd();
      return end.done === true ? this.return() : Promise.resolve(end);
    }
    return new Promise((resolve) => {
      this.#waiting = resolve;
    });
  }

  /** Leaves the log; a pending `next` ends. */
  return(): Promise<Result> {
    if (!this.#hasLeft) {
      this.#hasLeft = true;
      this.#source.leave(this);
      if (this.#waiting !== null) this.#settle(ended);
    }
    return Promise.resolve(ended);
  }

  throw(error: unknown): Promise<Result> {
    return this.return().then(() => Promise.reject(error));
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }

  /** What comes after the last event: nothing, unless this reader has found none here. */
  #takeEnd(): Result {
    const event = this.#position === this.#begin ? this.#source.endBeyond(this.#position) : null;
    if (event === null) return ended;
    this.#position = event.number;
    return { value: event, done: false };
  }

  #settle(result: Result): void {
    const resolve = this.#waiting;
    this.#waiting = null;
    resolve?.(result);
  }
}
