import type { OnError, OnResult, PullIterator } from '@penstock/providers';
import type { GenerationEvent } from './generation-event.ts';
import type { Leaving } from './leaving.ts';

type Result = IteratorResult<GenerationEvent, undefined>;

const ended: Result = { value: undefined, done: true };

const soon = Promise.resolve();

/** The facts about a reader that a log needs. */
export type Listener = {
  /** How it has left; called when it leaves. */
  leaving(): Leaving;
  /** Whether the same operation has come again over another connection, so that this one is probably broken. */
  isSuperseded: boolean;
};

const stoppingListener: Listener = Object.freeze({ leaving: () => 'stopped', isSuperseded: false });

/** Whether a log has no listener any more, after a reader has left. */
export function isUnheard(readers: ReadonlySet<{ readonly listener: Listener }>, leaving: Leaving): boolean {
  if (readers.size === 0) return true;
  if (leaving !== 'stopped') return false;
  for (const { listener } of readers) if (!listener.isSuperseded) return false;
  return true;
}

/** The source of a reader's events. */
export interface EventSource {
  /** Whether no event follows. */
  readonly hasEnded: boolean;
  /** The number of the newest event, 0 before the first. */
  readonly lastNumber: number;
  /** The event after number `after`; deltas are merged unless `isUnmerged`. Null when there is none yet. */
  next(after: number, isUnmerged: boolean): GenerationEvent | null;
  /** The event that ends the log for a reader that has read later events elsewhere. Null if none is missing. */
  endBeyond(after: number): GenerationEvent | null;
  /** Called by a reader that leaves. */
  leave(reader: EventReader): void;
}

/**
 * One reader's place in an event log. It holds only its position, so a slow reader costs no memory. An async generator
 * would not do: it cannot be returned while it waits, and costs more for each step.
 */
export class EventReader implements PullIterator<GenerationEvent> {
  readonly #source: EventSource;
  readonly listener: Listener;
  readonly #isUnmerged: boolean;
  readonly #begin: number;
  #position: number;
  /** Of the caller that waits for an event; null for none. */
  #onResult: OnResult<GenerationEvent> | null = null;
  #isDeliveryDue = false;
  /** The only event of this turn that the caller has not got; null for none, or several. */
  #offered: GenerationEvent | null = null;
  #hasLeft = false;

  constructor(source: EventSource, after: number, listener: Listener = stoppingListener, isUnmerged = false) {
    this.#source = source;
    this.listener = listener;
    this.#begin = after;
    this.#position = after;
    this.#isUnmerged = isUnmerged;
  }

  /** A new event of the log. A caller that waits gets the events of one turn together, deltas merged. */
  offer(event: GenerationEvent): void {
    if (this.#onResult === null) return;
    this.#offered = this.#isDeliveryDue ? null : event;
    this.#deliverSoon();
  }

  /** The log has ended. */
  finish(): void {
    this.#deliverSoon();
  }

  pull(onResult: OnResult<GenerationEvent>, onError: OnError): void {
    if (this.#onResult !== null) {
      void soon.then(() => onError(new Error('An event reader is read by one caller at a time.')));
      return;
    }
    this.#onResult = onResult;
    const { lastNumber, hasEnded } = this.#source;
    if (this.#hasLeft || hasEnded || lastNumber > this.#position) this.#deliverSoon();
  }

  next(): Promise<Result> {
    return new Promise((resolve, reject) => this.pull(resolve, reject));
  }

  /** Leaves the log; a pending `next` ends. */
  return(): Promise<Result> {
    this.#leave();
    this.#deliverSoon();
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

  #deliverSoon(): void {
    if (this.#isDeliveryDue || this.#onResult === null) return;
    this.#isDeliveryDue = true;
    void soon.then(this.#deliver);
  }

  readonly #deliver = (): void => {
    this.#isDeliveryDue = false;
    const onResult = this.#onResult;
    if (onResult === null) return;
    const result = this.#takeOffered() ?? this.#nextResult();
    if (result === null) return;
    this.#onResult = null;
    onResult(result);
  };

  /** The offered event, which costs less than the same one out of the log. Null where it is not the next one. */
  #takeOffered(): Result | null {
    const event = this.#offered;
    this.#offered = null;
    if (event === null || this.#hasLeft || event.number !== this.#position + 1) return null;
    this.#position = event.number;
    return { value: event, done: false };
  }

  /** Null while the log has nothing after this reader's position. */
  #nextResult(): Result | null {
    if (this.#hasLeft) return ended;
    const event = this.#source.next(this.#position, this.#isUnmerged);
    if (event !== null) {
      this.#position = event.number;
      return { value: event, done: false };
    }
    if (!this.#source.hasEnded) return null;
    const end = this.#takeEnd();
    if (end.done === true) this.#leave();
    return end;
  }

  /** The result after the last event: done, unless this reader has found no event here. */
  #takeEnd(): Result {
    const event = this.#position === this.#begin ? this.#source.endBeyond(this.#position) : null;
    if (event === null) return ended;
    this.#position = event.number;
    return { value: event, done: false };
  }

  #leave(): void {
    if (this.#hasLeft) return;
    this.#hasLeft = true;
    this.#source.leave(this);
  }
}
