import { type Adapter, callerLeft, type OnError, type OnResult, pullNext } from '@penstock/providers';
import type { Clock } from '../clock.ts';
import type { Timeouts } from '../policy/provider-policy.ts';
import { type AttemptEnd, endOfAnswer } from './attempt-end.ts';
import type { AttemptReader, Batch } from './attempt-reader.ts';
import { callModel, type UpstreamEvent } from './call-model.ts';
import { Deadlines, timeoutError } from './deadlines.ts';
import { answerDiffers, answerTooLong, cutShort, type Failure, failureFrom, yieldedNoBatch } from './failure.ts';
import type { ModelCall } from './model-call.ts';
import { UpstreamDrain } from './upstream-drain.ts';

/** A call before it is made. */
export type DueCall = {
  modelId: string;
  providerId: string;
  /** Returns the adapter; its error is the attempt's failure. */
  adapter: () => Adapter;
  call: ModelCall;
  timeouts: Timeouts;
  clock: Clock;
  reader: AttemptReader;
  /** Whether an answer that the provider cut for its content goes to the next model. */
  reroutesFiltered: boolean;
  onFirstToken: () => void;
  /**
   * Called once before the first output is passed on: with the first token, or with a complete answer without tokens.
   */
  onAnswer: () => void;
};

/** The step after an attempt. */
export type WhenOver = () => Promise<IteratorResult<Batch, undefined>>;

/**
 * Maximum wait for the upstream's own end after the finish event, so that its connection can be reused. Milliseconds.
 */
const closingGraceMs = 1_000;

/** Created once, because creating an error is the most expensive step of an end. */
const answerIsWhole = new Error('The answer is whole.');
const wasOutrun = new Error('Another attempt answered first.');

/**
 * One call of one model. Each pull requests the next batch of the adapter and passes it on. A pull has its own promise,
 * so a timeout or the caller can end it even if the adapter ignores that.
 */
export class RunningAttempt {
  readonly startedAtMs: number;
  /** Null while the attempt runs. */
  end: AttemptEnd | null = null;
  /** Milliseconds from the start to the first delta. Null before it. */
  firstTokenMs: number | null = null;
  /** Milliseconds from the start to the end. 0 before it. */
  latencyMs = 0;
  readonly #due: DueCall;
  readonly #startedMs: number;
  readonly #controller = new AbortController();
  readonly #deadlines: Deadlines;
  #upstream: AsyncIterator<readonly UpstreamEvent[], undefined> | null = null;
  /** Of the caller that waits; null while it requests nothing. */
  #onBatch: OnResult<Batch> | null = null;
  #onFailure: OnError = ignore;
  #whenOver: WhenOver = nothingFollows;
  #isRequesting = false;
  /** Null until the caller leaves. */
  #drain: UpstreamDrain | null = null;

  constructor(due: DueCall) {
    const { clock, timeouts } = due;
    this.#due = due;
    this.startedAtMs = clock.nowMs();
    this.#startedMs = clock.elapsedMs();
    const firstTokenMs = thinksFirst(due.call)
      ? Math.max(timeouts.firstTokenMs, timeouts.thinkingFirstTokenMs)
      : timeouts.firstTokenMs;
    this.#deadlines = new Deadlines(clock, { ...timeouts, firstTokenMs }, (name, limitMs) => {
      const error = timeoutError(due.modelId, due.providerId, name, limitMs);
      this.#breakOff({ type: 'failed', failure: failureFrom(error) }, error);
    });
  }

  /**
   * Hands on the next read. After the end of the attempt, hands on the next step: `whenOver` is called once. One pull at
   * a time.
   */
  pull(whenOver: WhenOver, onBatch: OnResult<Batch>, onFailure: OnError): void {
    this.#whenOver = whenOver;
    this.#onBatch = onBatch;
    this.#onFailure = onFailure;
    if (this.end === null) this.#requestNext();
    else this.#passOver();
  }

  /**
   * Call it when the caller left: ends the call, and closes the upstream. The provider bills its output until it
   * notices, so the record waits for that.
   */
  cancel(): void {
    if (this.end !== null) return;
    this.#close({ type: 'cancelled' });
    if (this.#upstream !== null) {
      this.#drain = new UpstreamDrain(this.#upstream, this.#due.reader, this.#due.clock);
      this.#controller.abort(callerLeft);
      if (!this.#isRequesting) this.#drain.request();
    }
    this.#passOver();
  }

  /**
   * Call it when another attempt answered first: closes the upstream at once. No effect after the end. `why`: one
   * sentence.
   */
  outrun(why: string): void {
    if (this.end === null) this.#breakOff({ type: 'outrun', why }, wasOutrun);
  }

  #requestNext(): void {
    this.#deadlines.waitBegins();
    try {
      this.#upstream ??= callModel(this.#due.adapter(), this.#due.call, {
        signal: this.#controller.signal,
        onAlive: this.#onAlive,
        idleMs: this.#due.timeouts.idleMs,
      })[Symbol.asyncIterator]();
      this.#isRequesting = true;
      pullNext(this.#upstream, this.#onResult, this.#onError);
    } catch (error) {
      this.#onError(error);
    }
  }

  readonly #onResult = (result: IteratorResult<readonly UpstreamEvent[]>): void => {
    this.#isRequesting = false;
    this.#drain?.take(result);
    if (this.end !== null) return;
    this.#deadlines.waitEnds();
    if (result.done === true) {
      this.#fail(cutShort(this.#due.modelId));
      return;
    }
    if (!isBatch(result.value)) {
      const failure = yieldedNoBatch(this.#due.modelId);
      this.#breakOff({ type: 'failed', failure }, new Error(failure.message));
      return;
    }
    const { reader } = this.#due;
    let out = reader.read(result.value);
    if (reader.hasToken && this.firstTokenMs === null) this.#noteFirstToken();
    if (reader.differs) {
      const failure = answerDiffers(this.#due.modelId);
      this.#breakOff({ type: 'failed', failure }, new Error(failure.message));
      return;
    }
    if (reader.exceeded !== null) this.#cutOff(reader.exceeded);
    else if (reader.finish !== null) {
      this.#finish();
      out = this.#withRefusal(out);
    }
    if (out.length > 0) this.#takeWaiting()?.({ done: false, value: out });
    else if (this.end === null) this.#requestNext();
    else this.#passOver();
  };

  readonly #onAlive = (): void => this.#deadlines.showsLife();

  readonly #onError = (error: unknown): void => {
    this.#drain?.end();
    if (this.end === null) this.#fail(failureFrom(error));
  };

  /** The upstream itself ended the call. */
  #fail(failure: Failure): void {
    this.#close({ type: 'failed', failure });
    this.#passOver();
  }

  #noteFirstToken(): void {
    this.firstTokenMs = this.#due.clock.elapsedMs() - this.#startedMs;
    this.#deadlines.tokenArrived();
    this.#due.onFirstToken();
    this.#due.onAnswer();
  }

  /** The answer is complete with its finish event. The attempt does not wait for the upstream's end. */
  #finish(): void {
    const { clock } = this.#due;
    this.#close(endOfAnswer(this.#due));
    if (this.end?.type === 'succeeded' && this.firstTokenMs === null) this.#due.onAnswer();
    const grace = clock.after(closingGraceMs, () => this.#controller.abort(answerIsWhole));
    const closed = (): void => grace.cancel();
    this.#upstream?.next().then(closed, closed);
  }

  /** A refusal that came only at the end follows the last output. */
  #withRefusal(out: Batch): Batch {
    const refusal = this.#due.reader.finish?.refusal;
    return refusal === undefined || this.end?.type !== 'succeeded'
      ? out
      : [...out, { type: 'refusal-delta', text: refusal }];
  }

  /** The caller still receives the output within the limit. */
  #cutOff(exceeded: 'attempt' | 'generation'): void {
    const { modelId, reader } = this.#due;
    const failure = answerTooLong(modelId, exceeded, reader.bound[exceeded]);
    this.#close({ type: 'failed', failure });
    this.#leaveUpstream(new Error(failure.message));
  }

  #breakOff(end: AttemptEnd, reason: unknown): void {
    this.#close(end);
    this.#leaveUpstream(reason);
    this.#passOver();
  }

  #leaveUpstream(reason: unknown): void {
    this.#controller.abort(reason);
    this.#upstream?.return?.().catch(ignore);
  }

  #close(end: AttemptEnd): void {
    this.end = end;
    this.latencyMs = this.#due.clock.elapsedMs() - this.#startedMs;
    this.#deadlines.stop();
  }

  #passOver(): void {
    const onBatch = this.#takeWaiting();
    if (onBatch === null) return;
    const next = this.#drain === null ? this.#whenOver() : this.#drain.over.then(this.#whenOver);
    next.then(onBatch, this.#onFailure);
  }

  #takeWaiting(): OnResult<Batch> | null {
    const onBatch = this.#onBatch;
    this.#onBatch = null;
    return onBatch;
  }
}

function thinksFirst(call: ModelCall): boolean {
  return call.type === 'chat' && call.request.traits.thinksFirst;
}

/** Checked before any event of a batch is passed on, because an adapter may be third-party code. */
function isBatch(value: unknown): boolean {
  return Array.isArray(value) && value.every((event) => typeof event === 'object' && event !== null);
}

/** For an attempt in a race, whose end is read from `end`. */
export const nothingFollows: WhenOver = () => Promise.resolve({ done: false, value: [] });

/** An aborted upstream rejects once more, after the end of its attempt. */
function ignore(): void {}
