import type { OnError, OnResult, PullIterator } from '@penstock/providers';
import type { Batch } from './attempt-reader.ts';
import { type Call, type Skip, started, type Turn } from './begin-attempt.ts';
import { type Conclusion, conclude, over } from './conclude.ts';
import { nothingToTry } from './describe-end.ts';
import type { ExecutePlanOptions, ExecutionServices } from './execute-options.ts';
import { ExecutionCalls } from './execution-calls.ts';
import { Hedge } from './hedge.ts';

/**
 * Executes a plan. Calls its candidates in order until one has answered, and yields the events, one array per network
 * read. Always ends with `completed`, `failed` or `cancelled`, unless the caller returns first: then the upstream is
 * closed at once. Read one batch at a time, as `for await` does.
 */
export function executePlan(services: ExecutionServices, options: ExecutePlanOptions): PullIterator<Batch> {
  return new Execution(services, options);
}

const first: Turn = { index: 0, start: 'afresh', number: 1, isHidden: false };
const done = { done: true, value: undefined } as const;

/** Written as steps, because the promises of an async generator would cost more than everything else here. */
class Execution implements PullIterator<Batch> {
  readonly #calls: ExecutionCalls;
  readonly #hedge: Hedge | null;
  /** The next turn. Null for none. */
  #turn: Turn | null = first;
  /** The pause before the next turn, milliseconds. */
  #waitMs = 0;
  /** The call that has begun and is not concluded. */
  #begun: Call | null = null;
  /** Reads the call that has begun, while a second call may start beside it. */
  #hedged: AsyncGenerator<Batch, Call> | null = null;
  /** The call that the caller reads from. Null between attempts, and while two calls race. */
  #reading: Call | null = null;
  /** Whether the last event was yielded. */
  #isOver = false;

  constructor(services: ExecutionServices, options: ExecutePlanOptions) {
    const { hedging, signal } = options;
    this.#calls = new ExecutionCalls(services, options);
    this.#hedge = hedging === undefined ? null : new Hedge(this.#calls, hedging, this.#read);
    if (signal.aborted) this.#leave();
    else signal.addEventListener('abort', this.#leave, { once: true });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** While an attempt runs, the caller reads directly from it. Between attempts, `#advance` takes the next step. */
  pull(onResult: OnResult<Batch>, onError: OnError): void {
    if (this.#reading === null) this.#advance().then(onResult, onError);
    else this.#reading.attempt.pull(this.#advance, onResult, onError);
  }

  next(): Promise<IteratorResult<Batch, undefined>> {
    return new Promise((resolve, reject) => this.pull(resolve, reject));
  }

  return(): Promise<IteratorResult<Batch, undefined>> {
    // After the last event there is nothing to end, and an abort costs more than everything else here.
    if (!this.#isOver) this.#leave();
    this.#end();
    return Promise.resolve(done);
  }

  readonly #leave = (): void => this.#calls.leave();

  readonly #read = (call: Call): void => {
    this.#reading = call;
  };

  /** An empty batch leads to the next attempt, or to the next step. */
  readonly #advance = async (): Promise<IteratorResult<Batch, undefined>> => {
    try {
      const step = this.#step();
      const batch = step instanceof Promise ? await step : step;
      if (batch === null) return done;
      if (batch.length > 0) return { done: false, value: batch };
    } catch (error) {
      this.#end();
      throw error;
    }
    return this.next();
  };

  /** Null after the last step. */
  #step(): Batch | null | Promise<Batch> {
    if (this.#hedged !== null) return this.#readHedged(this.#hedged);
    if (this.#begun !== null) return this.#conclude(this.#begun);
    if (this.#isOver) {
      this.#end();
      return null;
    }
    const { plan } = this.#calls.options;
    if (plan.candidates.length === 0) return this.#take(over([{ type: 'failed', error: nothingToTry(plan) }]));
    return this.#turn === null ? null : this.#begin(this.#turn);
  }

  async #begin(turn: Turn): Promise<Batch> {
    const calls = this.#calls;
    if (this.#waitMs > 0) await calls.pause(this.#waitMs);
    // Null if the caller left before the call.
    const begun = calls.isLeft ? null : await calls.begin(turn, null);
    if (begun !== null) calls.take(begun);
    if (begun === null || calls.isLeft) {
      calls.discardOpen();
      return this.#take(over([{ type: 'cancelled', attempt: null }]));
    }
    if (begun.type === 'skipped') return this.#conclude(begun);
    this.#begun = begun;
    const hedgeAfterMs = this.#hedge?.delayMs(begun) ?? null;
    if (this.#hedge === null || hedgeAfterMs === null) this.#reading = begun;
    else this.#hedged = this.#hedge.read(begun, hedgeAfterMs);
    return started(begun);
  }

  /** The next batch of a call that may get a second call beside it. At its end, the next step. */
  async #readHedged(hedged: AsyncGenerator<Batch, Call>): Promise<Batch> {
    const { done, value } = await hedged.next();
    if (done !== true) return value;
    this.#hedged = null;
    return this.#conclude(value);
  }

  /** Concludes an attempt. */
  #conclude(begun: Call | Skip): Batch {
    this.#begun = null;
    this.#reading = null;
    return this.#take(conclude(begun, this.#calls));
  }

  #take({ events, turn, waitMs }: Conclusion): Batch {
    this.#turn = turn;
    this.#waitMs = waitMs;
    this.#isOver = turn === null;
    return events;
  }

  /** Ends the execution: nothing follows, and nothing is read any more. */
  #end(): void {
    this.#turn = null;
    this.#begun = null;
    this.#hedged = null;
    this.#reading = null;
    this.#isOver = true;
    this.#calls.options.signal.removeEventListener('abort', this.#leave);
    this.#calls.discardOpen();
  }
}
