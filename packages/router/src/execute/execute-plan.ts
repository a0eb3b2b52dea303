import { callerLeft } from '@penstock/providers';
import type { AttemptRecord } from '../attempt.ts';
import type { Batch } from './attempt-reader.ts';
import { recordAttempt } from './attempt-record.ts';
import { callResultOf, isRefusedPrefill } from './attempt-result.ts';
import { beginAttempt, type Call, type Skip, type Standing, type Turn } from './begin-attempt.ts';
import { type NotCalled, nextUntried } from './choose-candidate.ts';
import { type Decision, decideNext } from './decide-next.ts';
import { describeEnd, nothingToTry } from './describe-end.ts';
import type { ExecutePlanOptions, ExecutionServices } from './execute-options.ts';
import type { ExecutionEvent } from './execution-event.ts';
import type { Failure } from './failure.ts';
import { type Entrant, isLate, leaderFirst, outrunOther, type Race } from './race.ts';
import { type AttemptEnd, nothingFollows } from './run-attempt.ts';
import { SentAnswer } from './sent-answer.ts';
import { Tries } from './tries.ts';

/**
 * Executes a plan. Calls its candidates in order until one has answered, and yields the events, one array per network
 * read. Always ends with `completed`, `failed` or `cancelled`, unless the caller returns first: then the upstream is
 * closed at once. Read one batch at a time, as `for await` does.
 */
export function executePlan(services: ExecutionServices, options: ExecutePlanOptions): AsyncIterableIterator<Batch> {
  return new Execution(services, options);
}

/** The events of a turn that is over, and the next turn; null when there is none. */
type Conclusion = { events: Batch; turn: Turn | null; waitMs: number };

class Execution implements AsyncIterableIterator<Batch> {
  readonly #services: ExecutionServices;
  readonly #options: ExecutePlanOptions;
  readonly #answer = new SentAnswer();
  readonly #tries: Tries;
  readonly #attempts: AttemptRecord[] = [];
  /** Aborted when the caller leaves. */
  readonly #leaving = new AbortController();
  readonly #steps: AsyncGenerator<Batch, undefined>;
  /** The calls whose permits are not settled yet. */
  readonly #open = new Set<Call>();
  /** The call that the caller reads from. Null between attempts, and while two calls race. */
  #reading: Call | null = null;
  #race: Race | null = null;
  #hasHedged = false;
  #lastNumber = 0;
  /** Whether the last event was yielded. */
  #isOver = false;

  constructor(services: ExecutionServices, options: ExecutePlanOptions) {
    this.#services = services;
    this.#options = options;
    this.#tries = new Tries(options.plan, services);
    this.#steps = this.#carryOut();
    options.hedging?.throttle.earn();
    if (options.signal.aborted) this.#leave();
    else options.signal.addEventListener('abort', this.#leave, { once: true });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** While an attempt runs, the caller reads directly from it. Between attempts, `#advance` takes the next step. */
  next(): Promise<IteratorResult<Batch>> {
    return this.#reading === null ? this.#advance() : this.#reading.attempt.pull(this.#advance);
  }

  async return(): Promise<IteratorResult<Batch>> {
    // After the last event there is nothing to end, and an abort costs more than all else here.
    if (!this.#isOver) this.#leave();
    this.#release();
    await this.#steps.return(undefined);
    return { done: true, value: undefined };
  }

  readonly #leave = (): void => {
    const { signal } = this.#options;
    this.#leaving.abort(signal.aborted ? signal.reason : callerLeft);
    for (const { attempt } of this.#open) attempt.cancel();
  };

  /** An empty batch leads to the next attempt, or to the next step. */
  readonly #advance = async (): Promise<IteratorResult<Batch>> => {
    const step = await this.#steps.next();
    return step.done === true || step.value.length > 0 ? step : this.next();
  };

  async *#carryOut(): AsyncGenerator<Batch, undefined> {
    try {
      let turn: Turn | null = { index: 0, start: 'afresh', number: 1, isHidden: false };
      if (this.#options.plan.candidates.length === 0) {
        yield [{ type: 'failed', error: nothingToTry(this.#options.plan) }];
        turn = null;
      }
      while (turn !== null) {
        let begun = await this.#begin(turn);
        if (begun?.type === 'called') {
          const hedgeAfterMs = this.#hedgeDelayMs(begun);
          if (hedgeAfterMs === null) this.#reading = begun;
          yield started(begun);
          if (hedgeAfterMs !== null) begun = yield* this.#hedge(begun, hedgeAfterMs);
        }
        // `next` continues here when the attempt is over.
        const conclusion: Conclusion = begun === null ? cancelled(null) : this.#conclude(begun);
        this.#isOver = conclusion.turn === null;
        yield conclusion.events;
        if (conclusion.waitMs > 0) await this.#pause(conclusion.waitMs);
        turn = conclusion.turn;
      }
    } finally {
      this.#release();
    }
  }

  /** Null when the caller left before the first call. */
  async #begin(turn: Turn): Promise<Call | Skip | null> {
    if (this.#leaving.signal.aborted) return null;
    const begun = await beginAttempt(this.#services, this.#options, this.#standing(null), turn);
    this.#lastNumber = turn.number;
    if (begun.type === 'called') this.#called(begun);
    else this.#tries.skipped(turn.index, begun.because, begun.notBeforeMs);
    if (!this.#leaving.signal.aborted) return begun;
    this.#settleUnheard();
    return null;
  }

  #standing(beside: Call | null): Standing {
    return { tries: this.#tries, answer: this.#answer, beside, onAnswer: this.#answered };
  }

  #called(call: Call): void {
    this.#open.add(call);
    this.#tries.called(call.turn.index, call.deployment);
  }

  /** Called before the answer is passed on, so that no other call can add to it. */
  readonly #answered = (call: Call): void => {
    if (this.#race !== null) outrunOther(call, this.#race);
  };

  /** Null for a call that gets no other beside it. */
  #hedgeDelayMs(call: Call): number | null {
    const { hedging } = this.#options;
    if (hedging === undefined || this.#hasHedged || call.turn.start !== 'afresh') return null;
    return this.#hedgeIndex(call) === null ? null : hedging.afterMs(call.modelId);
  }

  /** The candidate for a call beside this one: another deployment of its model, or the next model. Null for none. */
  #hedgeIndex({ turn, deployment }: Call): number | null {
    if (this.#tries.hasOtherDeployment(turn.index, deployment)) return turn.index;
    const index = nextUntried(this.#tries.states)?.index ?? null;
    if (index === null) return null;
    const { state, retryAtMs } = this.#services.breakers.read(this.#tries.candidate(index).modelId);
    return state === 'CLOSED' && retryAtMs === null ? index : null;
  }

  /** Reads a call until it answers, and makes another one beside it when it is late. Returns the call that goes on. */
  async *#hedge(first: Call, afterMs: number): AsyncGenerator<Batch, Call> {
    const early = { call: first, pulled: first.attempt.pull(nothingFollows) };
    const second = (await isLate(early, afterMs, this.#services.clock)) ? await this.#beginBeside(early) : null;
    if (second === null) return yield* this.#goOn(early);
    this.#race = { first, second, afterMs };
    const late = { call: second, pulled: second.attempt.pull(nothingFollows) };
    yield [hedged(this.#race), ...started(second)];
    const [leader, rest] = await leaderFirst(early, late);
    if (leader.call.attempt.end?.type === 'failed' && rest.call.attempt.end?.type !== 'outrun') {
      this.#race = null;
      yield [this.#endBeside(leader.call, rest.call.modelId)];
      return yield* this.#goOn(rest);
    }
    await rest.pulled;
    yield [this.#endBeside(rest.call, leader.call.modelId)];
    this.#race = null;
    return yield* this.#goOn(leader);
  }

  /** Null where no call may be made, or the first one has moved on meanwhile. */
  async #beginBeside({ call, pulled }: Entrant): Promise<Call | null> {
    const index = this.#hedgeIndex(call);
    this.#hasHedged = true;
    if (index === null || this.#options.hedging?.throttle.take() !== true) return null;
    const turn: Turn = { index, start: 'afresh', number: this.#lastNumber + 1, isHidden: false };
    const beginning = beginAttempt(this.#services, this.#options, this.#standing(call), turn);
    const begun = await Promise.race([beginning, pulled.then(() => null)]);
    if (begun === null) {
      // Its budget or its breaker may answer later.
      beginning.then(this.#discard, ignore);
      return null;
    }
    const isNeeded = call.attempt.end === null && call.attempt.firstTokenMs === null;
    const isOther =
      begun.type === 'called' && (begun.modelId !== call.modelId || begun.deployment.id !== call.deployment.id);
    if (begun.type === 'skipped' || !isNeeded || !isOther) {
      this.#discard(begun);
      return null;
    }
    this.#lastNumber = turn.number;
    this.#called(begun);
    return begun;
  }

  /** A call that was admitted and is not made. */
  readonly #discard = (begun: Call | Skip): void => {
    if (begun.type === 'skipped') return;
    begun.attempt.cancel();
    this.#services.breakers.settle(begun.permit, { type: 'neutral' });
  };

  /** From its first read on, the caller reads directly from the call. */
  async *#goOn({ call, pulled }: Entrant): AsyncGenerator<Batch, Call> {
    const { value } = await pulled;
    if (value.length === 0) return call;
    this.#reading = call;
    yield value;
    return call;
  }

  /** One of two calls is over; the other goes on. */
  #endBeside(call: Call, besideModelId: string): ExecutionEvent {
    const attempt = this.#close(call);
    const end = endOf(call);
    this.#attempts.push(attempt);
    if (end.type !== 'failed') return { type: 'attempt-ended', attempt, besideModelId };
    this.#noteFailure(call, end.failure);
    return { type: 'attempt-failed', attempt, nextModelId: besideModelId };
  }

  /** The record of a call that is over. */
  #close(call: Call): AttemptRecord {
    const { turn, modelId, deployment, attempt, reader } = call;
    const { id: deploymentId, providerId } = deployment;
    const identity = { number: turn.number, modelId, deploymentId, providerId };
    const evidence = {
      countedInputTokens: this.#options.inputTokens ?? null,
      allowedOutputTokens: call.allowedOutputTokens,
      producedCharacters: reader.producedCharacters,
    };
    const record = recordAttempt(identity, attempt, reader, {
      prefill: call.prefill,
      evidence,
      warnings: call.warnings,
      describeUnlisted: () => this.#services.health.describeUnlisted(modelId),
    });
    const end = endOf(call);
    if (this.#reading === call) this.#reading = null;
    // Not open any more: the caller returned meanwhile.
    if (this.#open.delete(call)) this.#services.breakers.settle(call.permit, callResultOf(end));
    const isRefused = end.type === 'failed' && isRefusedPrefill(call, end.failure);
    // A call that was made beside a late one and outrun says nothing: it was given no time.
    const isUntold = end.type === 'outrun' && call === this.#race?.second;
    if (!isRefused && !isUntold) this.#services.health.attemptEnded(record);
    return record;
  }

  #noteFailure({ turn, deployment }: Call, failure: Failure): void {
    this.#tries.failed(turn.index, deployment, failure, this.#services.clock.elapsedMs());
    this.#services.deploymentHolds.failed(this.#tries.model(turn.index), deployment, failure);
  }

  #conclude(begun: Call | Skip): Conclusion {
    if (begun.type === 'skipped') return this.#follow(begun, begun.because, begun.record);
    const { turn, deployment, reader } = begun;
    const record = this.#close(begun);
    const end = endOf(begun);
    switch (end.type) {
      case 'succeeded':
        this.#services.deploymentHolds.succeeded(this.#tries.model(turn.index), deployment);
        return over([
          { type: 'completed', attempt: record, ...(reader.vectors !== null && { vectors: reader.vectors }) },
        ]);
      case 'cancelled':
      case 'outrun':
        return cancelled(record);
      case 'failed':
        this.#noteFailure(begun, end.failure);
        return this.#follow(begun, end.failure, record);
    }
  }

  #follow(begun: Call | Skip, failure: Failure | NotCalled, record: AttemptRecord): Conclusion {
    const { turn } = begun;
    const decision = this.#decide(begun, failure);
    if (begun.type === 'called' && isRefusedPrefill(begun, failure) && decision.type === 'retry') {
      this.#services.prefillMemory.remember(begun.modelId);
      this.#tries.takeBack(turn.index);
      return { events: [], turn: { ...turn, start: decision.start, isHidden: true }, waitMs: 0 };
    }
    this.#attempts.push(record);
    if (decision.type === 'stop') {
      const error = describeEnd(decision.code, this.#options.plan, this.#attempts, this.#answer.stage !== 'nothing');
      return over([
        { type: 'attempt-failed', attempt: record, nextModelId: null },
        { type: 'failed', error },
      ]);
    }
    const index = decision.type === 'next' ? decision.index : turn.index;
    const nextModelId = this.#tries.candidate(index).modelId;
    const next = { index, start: decision.start, number: this.#lastNumber + 1, isHidden: false };
    return { events: [{ type: 'attempt-failed', attempt: record, nextModelId }], turn: next, waitMs: decision.waitMs };
  }

  #decide(begun: Call | Skip, failure: Failure | NotCalled): Decision {
    const { clock, random } = this.#services;
    return decideNext({
      failure,
      current: begun.turn.index,
      candidates: this.#tries.states,
      hasAttemptSent: begun.type === 'called' && begun.reader.hasSent,
      sent: this.#answer.stage,
      isFull: begun.type === 'called' && begun.reader.exceeded === 'generation',
      wasPrefilled: begun.type === 'called' && begun.wasPrefilled,
      hasFreshDeployment: this.#tries.hasFreshDeployment(begun.turn.index),
      nowMs: clock.elapsedMs(),
      random: random(),
      mayRestart: this.#options.mayRestart,
      reroutesFiltered: this.#options.reroutesFiltered,
    });
  }

  /** A pause that ends when the caller leaves. */
  async #pause(ms: number): Promise<void> {
    try {
      await this.#services.clock.sleep(ms, this.#leaving.signal);
    } catch (error) {
      if (!this.#leaving.signal.aborted) throw error;
    }
  }

  #settleUnheard(): void {
    this.#reading = null;
    for (const call of this.#open) this.#discard(call);
    this.#open.clear();
  }

  #release(): void {
    this.#options.signal.removeEventListener('abort', this.#leave);
    this.#settleUnheard();
  }
}

function started({ turn, modelId, deployment }: Call): Batch {
  if (turn.isHidden) return [];
  const { id: deploymentId, providerId } = deployment;
  return [{ type: 'attempt-started', number: turn.number, modelId, deploymentId, providerId }];
}

function hedged({ first, second, afterMs }: Race): ExecutionEvent {
  return {
    type: 'hedged',
    number: first.turn.number,
    modelId: first.modelId,
    afterMs,
    besideNumber: second.turn.number,
    besideModelId: second.modelId,
  };
}

function endOf({ attempt }: Call): AttemptEnd {
  return attempt.end ?? { type: 'cancelled' };
}

function ignore(): void {}

function over(events: Batch): Conclusion {
  return { events, turn: null, waitMs: 0 };
}

function cancelled(attempt: AttemptRecord | null): Conclusion {
  return over([{ type: 'cancelled', attempt }]);
}
