import { type Adapter, callerLeft, drainOnAbortMs } from '@penstock/providers';
import type { Clock } from '../clock.ts';
import type { Timeouts } from '../policy/policy.ts';
import type { AttemptReader, Batch } from './attempt-reader.ts';
import { askModel, type UpstreamEvent } from './call-model.ts';
import { Deadlines, timeoutError } from './deadlines.ts';
import {
  contentFiltered,
  cutShort,
  type Failure,
  failureFrom,
  tellsOtherwise,
  wentTooFar,
  yieldedNoBatch,
} from './failure.ts';
import type { ModelCall } from './model-call.ts';

/** How a call came out. */
export type AttemptEnd = { type: 'succeeded' } | { type: 'failed'; failure: Failure } | { type: 'cancelled' };

/** One call to be made. */
export type DueCall = {
  modelId: string;
  providerId: string;
  /** Gives the adapter; what it throws is the attempt's failure. */
  adapter: () => Adapter;
  call: ModelCall;
  timeouts: Timeouts;
  clock: Clock;
  reader: AttemptReader;
  onFirstToken: () => void;
  /** Gives what comes after the attempt; called once, when a pull finds it over. */
  whenOver: () => Promise<IteratorResult<Batch>>;
};

/** How long an upstream may take to end properly after the finish, so that its connection can be used again. Milliseconds. */
const closingGraceMs = 1_000;

/** Made once: an error costs more than the rest of an ending. */
const answerIsWhole = new Error('The answer is whole.');

/**
 * One call of one model. Each pull requests the next batch of the adapter and passes it on. The promise of a pull is its
 * own, so an end by a clock or by the caller works even if the adapter ignores it.
 */
export class RunningAttempt {
  readonly startedAtMs: number;
  /** Null while it runs. */
  end: AttemptEnd | null = null;
  /** Milliseconds from the start to the first delta; null before it. */
  firstTokenMs: number | null = null;
  /** Milliseconds from the start to the end; 0 before it. */
  latencyMs = 0;
  readonly #due: DueCall;
  readonly #startedMs: number;
  readonly #controller = new AbortController();
  readonly #deadlines: Deadlines;
  #upstream: AsyncIterator<readonly UpstreamEvent[]> | null = null;
  #resolve: ((result: IteratorResult<Batch> | Promise<IteratorResult<Batch>>) => void) | null = null;
  #isRequesting = false;
  /** Resolved when the upstream sends nothing more after the caller has left; null while the caller is there. */
  #drained: PromiseWithResolvers<void> | null = null;

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

  /** What the next read brings, or what follows the attempt when it is over. One pull at a time. */
  pull(): Promise<IteratorResult<Batch>> {
    if (this.end !== null) return this.#whenOver();
    return new Promise((resolve) => {
      this.#resolve = resolve;
      this.#requestNext();
    });
  }

  /**
   * The caller has left: ends the call, and tells the upstream at once. What the upstream sends until then is billed,
   * so the record waits for it.
   */
  cancel(): void {
    if (this.end !== null) return;
    this.#close({ type: 'cancelled' });
    if (this.#upstream !== null) this.#drainOnAbort(this.#upstream);
    this.#passOver();
  }

  #drainOnAbort(upstream: AsyncIterator<readonly UpstreamEvent[]>): void {
    const drained = Promise.withResolvers<void>();
    this.#drained = drained;
    const grace = this.#due.clock.after(drainOnAbortMs, () => {
      upstream.return?.().catch(ignore);
      drained.resolve();
    });
    void drained.promise.then(() => grace.cancel());
    this.#controller.abort(callerLeft);
    if (!this.#isRequesting) this.#requestMore(upstream);
  }

  #requestMore(upstream: AsyncIterator<readonly UpstreamEvent[]>): void {
    upstream.next().then(this.#onResult, this.#onError);
  }

  #requestNext(): void {
    this.#deadlines.waitBegins();
    try {
      this.#upstream ??= askModel(this.#due.adapter(), this.#due.call, { signal: this.#controller.signal })[
        Symbol.asyncIterator
      ]();
      this.#isRequesting = true;
      this.#upstream.next().then(this.#onResult, this.#onError);
    } catch (error) {
      this.#onError(error);
    }
  }

  readonly #onResult = (result: IteratorResult<readonly UpstreamEvent[]>): void => {
    this.#isRequesting = false;
    if (this.#drained !== null) this.#onDrained(this.#drained, result);
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
    const out = reader.read(result.value);
    if (reader.hasToken && this.firstTokenMs === null) this.#noteFirstToken();
    if (reader.differs) {
      const failure = tellsOtherwise(this.#due.modelId);
      this.#breakOff({ type: 'failed', failure }, new Error(failure.message));
      return;
    }
    if (reader.exceeded !== null) this.#cutOff(reader.exceeded);
    else if (reader.finish !== null) this.#finish();
    if (out.length > 0) this.#settle({ done: false, value: out });
    else if (this.end === null) this.#requestNext();
    else this.#passOver();
  };

  readonly #onError = (error: unknown): void => {
    this.#drained?.resolve();
    if (this.end === null) this.#fail(failureFrom(error));
  };

  #onDrained(drained: PromiseWithResolvers<void>, result: IteratorResult<readonly UpstreamEvent[]>): void {
    if (result.done === true || this.#upstream === null) {
      drained.resolve();
      return;
    }
    this.#due.reader.heed(result.value);
    if (this.#due.reader.exceeded === null) this.#requestMore(this.#upstream);
    else drained.resolve();
  }

  /** The upstream itself has ended the call. */
  #fail(failure: Failure): void {
    this.#close({ type: 'failed', failure });
    this.#passOver();
  }

  #noteFirstToken(): void {
    this.firstTokenMs = this.#due.clock.elapsedMs() - this.#startedMs;
    this.#deadlines.tokenArrived();
    this.#due.onFirstToken();
  }

  /** The answer is whole as soon as the finish is there. The end of the upstream is not waited for. */
  #finish(): void {
    const { reader, modelId, clock } = this.#due;
    if (reader.finish?.reason === 'content-filter') {
      this.#close({ type: 'failed', failure: contentFiltered(modelId, reader.finish.rawReason) });
    } else {
      this.#close({ type: 'succeeded' });
    }
    const grace = clock.after(closingGraceMs, () => this.#controller.abort(answerIsWhole));
    const closed = (): void => grace.cancel();
    this.#upstream?.next().then(closed, closed);
  }

  /** The caller still gets what came within the bound. */
  #cutOff(exceeded: 'attempt' | 'generation'): void {
    const { modelId, reader } = this.#due;
    const failure = wentTooFar(modelId, exceeded, reader.bound[exceeded]);
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
    if (this.#resolve !== null) this.#settle(this.#whenOver());
  }

  #whenOver(): Promise<IteratorResult<Batch>> {
    return this.#drained === null ? this.#due.whenOver() : this.#drained.promise.then(this.#due.whenOver);
  }

  #settle(result: IteratorResult<Batch> | Promise<IteratorResult<Batch>>): void {
    const resolve = this.#resolve;
    this.#resolve = null;
    resolve?.(result);
  }
}

function thinksFirst(call: ModelCall): boolean {
  return call.type === 'chat' && call.request.traits.thinksFirst;
}

/** Checked before any event of a batch is passed on, since an adapter may come from outside. */
function isBatch(value: unknown): boolean {
  return Array.isArray(value) && value.every((event) => typeof event === 'object' && event !== null);
}

/** An aborted upstream rejects once more; by then its attempt is over. */
function ignore(): void {}
