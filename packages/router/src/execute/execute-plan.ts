import { callerLeft } from '@penstock/providers';
import type { AttemptRecord } from '../attempt.ts';
import type { Batch } from './attempt-reader.ts';
import { recordAttempt } from './attempt-record.ts';
import { callResultOf, isRefusedPrefill } from './attempt-result.ts';
import { beginAttempt, type Call, type Skip, type Turn } from './begin-attempt.ts';
import type { NotCalled } from './choose-candidate.ts';
import { type Decision, decideNext } from './decide-next.ts';
import { describeEnd, nothingToTry } from './describe-end.ts';
import type { ExecutePlanOptions, ExecutionServices } from './execute-options.ts';
import type { Failure } from './failure.ts';
import type { AttemptEnd } from './run-attempt.ts';
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
  /** The call whose permit is not settled yet. */
  #call: Call | null = null;
  /** Whether the last event was yielded. */
  #isOver = false;

  constructor(services: ExecutionServices, options: ExecutePlanOptions) {
    this.#services = services;
    this.#options = options;
    this.#tries = new Tries(options.plan, services);
    this.#steps = this.#carryOut();
    if (options.signal.aborted) this.#leave();
    else options.signal.addEventListener('abort', this.#leave, { once: true });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** While an attempt runs, the caller reads directly from it. Between attempts, `#advance` takes the next step. */
  next(): Promise<IteratorResult<Batch>> {
    return this.#call === null ? this.#advance() : this.#call.attempt.pull();
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
    this.#call?.attempt.cancel();
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
        const begun = await this.#begin(turn);
        if (begun?.type === 'called') yield started(begun);
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
    const standing = { tries: this.#tries, answer: this.#answer, whenOver: this.#advance };
    const begun = await beginAttempt(this.#services, this.#options, standing, turn);
    if (begun.type === 'called') this.#call = begun;
    if (!this.#leaving.signal.aborted) return begun;
    this.#settleUnheard();
    return null;
  }

  #conclude(begun: Call | Skip): Conclusion {
    if (begun.type === 'skipped') return this.#follow(begun, begun.because, begun.record);
    const { turn, modelId, deployment, attempt, reader } = begun;
    const { id: deploymentId, providerId } = deployment;
    const identity = { number: turn.number, modelId, deploymentId, providerId };
    const evidence = {
      countedInputTokens: this.#options.inputTokens ?? null,
      allowedOutputTokens: begun.allowedOutputTokens,
      producedCharacters: reader.producedCharacters,
    };
    const record = recordAttempt(identity, attempt, reader, {
      prefill: begun.prefill,
      evidence,
      warnings: begun.warnings,
      describeUnlisted: () => this.#services.health.describeUnlisted(modelId),
    });
    const end: AttemptEnd = attempt.end ?? { type: 'cancelled' };
    this.#call = null;
    this.#services.breakers.settle(begun.permit, callResultOf(end));
    if (end.type !== 'failed' || !isRefusedPrefill(begun, end.failure)) {
      this.#services.health.attemptEnded(record);
    }
    switch (end.type) {
      case 'succeeded':
        this.#services.deploymentHolds.succeeded(this.#tries.model(turn.index), deployment);
        return over([
          { type: 'completed', attempt: record, ...(reader.vectors !== null && { vectors: reader.vectors }) },
        ]);
      case 'cancelled':
        return cancelled(record);
      case 'failed':
        this.#tries.failed(turn.index, deployment, end.failure, this.#services.clock.elapsedMs());
        this.#services.deploymentHolds.failed(this.#tries.model(turn.index), deployment, end.failure);
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
    const next = { index, start: decision.start, number: turn.number + 1, isHidden: false };
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
    const call = this.#call;
    this.#call = null;
    if (call === null) return;
    call.attempt.cancel();
    this.#services.breakers.settle(call.permit, { type: 'neutral' });
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

function over(events: Batch): Conclusion {
  return { events, turn: null, waitMs: 0 };
}

function cancelled(attempt: AttemptRecord | null): Conclusion {
  return over([{ type: 'cancelled', attempt }]);
}
