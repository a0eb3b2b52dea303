import { callerLeft } from '@penstock/providers';
import type { AttemptRecord } from '../attempt.ts';
import type { AttemptEnd } from './attempt-end.ts';
import { recordAttempt } from './attempt-record.ts';
import { callResultOf, isRefusedPrefill } from './attempt-result.ts';
import { beginAttempt, type Call, type Skip, type Turn } from './begin-attempt.ts';
import type { ExecutePlanOptions, ExecutionServices } from './execute-options.ts';
import type { Failure } from './failure.ts';
import { outrunOther, type Race } from './race.ts';
import { SentAnswer } from './sent-answer.ts';
import { Tries } from './tries.ts';

/** The calls of one execution. Begins them, and settles each with its breaker, its health and its record. */
export class ExecutionCalls {
  readonly services: ExecutionServices;
  readonly options: ExecutePlanOptions;
  readonly answer = new SentAnswer();
  readonly tries: Tries;
  /** The records of the failed attempts. */
  readonly failed: AttemptRecord[] = [];
  /** The two concurrent calls. Null if only one runs. */
  race: Race | null = null;
  lastNumber = 0;
  /** Aborted when the caller leaves. */
  readonly #leaving = new AbortController();
  /** The calls whose permits are not settled yet. */
  readonly #open = new Set<Call>();

  constructor(services: ExecutionServices, options: ExecutePlanOptions) {
    this.services = services;
    this.options = options;
    this.tries = new Tries(options.plan, services);
  }

  /** Whether the caller has left. */
  get isLeft(): boolean {
    return this.#leaving.signal.aborted;
  }

  /** Call it when the caller has left: ends all calls. */
  leave(): void {
    const { signal } = this.options;
    this.#leaving.abort(signal.aborted ? signal.reason : callerLeft);
    for (const { attempt } of this.#open) attempt.cancel();
  }

  /** `beside`: the running call that continues; null for none. */
  begin(turn: Turn, beside: Call | null): Promise<Call | Skip> {
    const standing = { tries: this.tries, answer: this.answer, beside, onAnswer: this.#answered };
    return beginAttempt(this.services, this.options, standing, turn);
  }

  /** Records a started call, or the reason for not making it. */
  take(begun: Call | Skip): void {
    const { turn } = begun;
    this.lastNumber = turn.number;
    if (begun.type === 'skipped') {
      this.tries.skipped(turn.index, begun.because, begun.notBeforeMs);
      return;
    }
    this.#open.add(begun);
    this.tries.called(turn.index, begun.deployment);
  }

  /** The record of an ended call. */
  close(call: Call): AttemptRecord {
    const { turn, modelId, deployment, attempt, reader } = call;
    const { breakers, health } = this.services;
    const { id: deploymentId, providerId } = deployment;
    const identity = { number: turn.number, modelId, deploymentId, providerId };
    const evidence = {
      countedInputTokens: this.options.inputTokens ?? null,
      allowedOutputTokens: call.allowedOutputTokens,
      producedCharacters: reader.producedCharacters,
    };
    const { prefill, warnings } = call;
    const describeUnlisted = (): string | null => health.describeUnlisted(modelId);
    const record = recordAttempt(identity, attempt, reader, { prefill, evidence, warnings, describeUnlisted });
    const end = endOf(call);
    // No longer open: the caller returned meanwhile.
    if (this.#open.delete(call)) breakers.settle(call.permit, callResultOf(end));
    const isRefused = end.type === 'failed' && isRefusedPrefill(call, end.failure);
    // An outrun second call is no evidence: it had no time to answer.
    const isUntold = end.type === 'outrun' && call === this.race?.second;
    if (!isRefused && !isUntold) health.attemptEnded(record);
    return record;
  }

  noteFailure({ turn, deployment }: Call, failure: Failure): void {
    const { clock, deploymentHolds } = this.services;
    this.tries.failed(turn.index, deployment, failure, clock.elapsedMs());
    deploymentHolds.failed(this.tries.model(turn.index), deployment, failure);
  }

  /** Gives back the permit of a call that was admitted but is not made. */
  readonly discard = (begun: Call | Skip): void => {
    if (begun.type === 'skipped') return;
    begun.attempt.cancel();
    this.services.breakers.settle(begun.permit, { type: 'neutral' });
  };

  /** Ends the calls without a reader. */
  discardOpen(): void {
    for (const call of this.#open) this.discard(call);
    this.#open.clear();
  }

  /** A pause that ends when the caller leaves. */
  async pause(ms: number): Promise<void> {
    try {
      await this.services.clock.sleep(ms, this.#leaving.signal);
    } catch (error) {
      if (!this.isLeft) throw error;
    }
  }

  /** Called before the answer is passed on, so that no other call can add to it. */
  readonly #answered = (call: Call): void => {
    if (this.race !== null) outrunOther(call, this.race);
  };
}

export function endOf({ attempt }: Call): AttemptEnd {
  return attempt.end ?? { type: 'cancelled' };
}
