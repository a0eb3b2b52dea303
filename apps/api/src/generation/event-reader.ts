import type { EventLog } from './event-log.ts';
import type { GenerationEvent } from './generation-event.ts';

type Result = IteratorResult<GenerationEvent, undefined>;

const ended: Result = { value: undefined, done: true };

/**
 * One reader's place in an event log. Holds nothing but its position, so that however slow it is, it costs no memory.
 * Written by hand and not as an async generator: a generator cannot be returned while it waits, and costs more a step.
 */
export class EventReader implements AsyncIterableIterator<GenerationEvent> {
  private readonly log: EventLog;
  private position: number;
  private waiting: ((result: Result) => void) | null = null;
  private hasLeft = false;

  constructor(log: EventLog, after: number) {
    this.log = log;
    this.position = after;
  }

  /** A new event: taken at once if this reader waits for it, else left in the log. */
  offer(event: GenerationEvent): void {
    if (this.waiting === null || event.number !== this.position + 1) return;
    this.position = event.number;
    this.settle({ value: event, done: false });
  }

  /** The log has ended. */
  finish(): void {
    if (this.waiting !== null) this.settle(ended);
  }

  next(): Promise<Result> {
    if (this.hasLeft) return Promise.resolve(ended);
    if (this.waiting !== null) return Promise.reject(new Error('An event reader is read by one caller at a time.'));
    const event = this.log.next(this.position);
    if (event !== null) {
      this.position = event.number;
      return Promise.resolve({ value: event, done: false });
    }
    if (this.log.hasEnded) return this.return();
    return new Promise((resolve) => {
      this.waiting = resolve;
    });
  }

  /** Leaves the log; a pending `next` ends. */
  return(): Promise<Result> {
    if (!this.hasLeft) {
      this.hasLeft = true;
      this.log.leave(this);
      if (this.waiting !== null) this.settle(ended);
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

  private settle(result: Result): void {
    const resolve = this.waiting;
    this.waiting = null;
    resolve?.(result);
  }
}
