import { type CandidateState, chooseRetry, type NotCalled, nextUntried, wasCalled } from './choose-candidate.ts';
import type { ExecutionError } from './execution-event.ts';
import { exponentialBackoffMs } from './exponential-backoff.ts';
import type { Failure } from './failure.ts';
import { retryRuleAfter } from './retry-rule.ts';
import type { Sent } from './sent-answer.ts';

/**
 * How the next attempt relates to the caller's text. `afresh`: nothing was sent. `continue`: it continues that text, by
 * prefill or by repetition. `restart`: it replaces that text.
 */
export type Start = 'afresh' | 'continue' | 'restart';

export type Decision =
  /** The same model again, after `waitMs`. */
  | { type: 'retry'; waitMs: number; start: Start }
  /** The candidate at `index`, after `waitMs`. */
  | { type: 'next'; index: number; waitMs: number; start: Start }
  | { type: 'stop'; code: ExecutionError['code'] };

/** The facts that decide the step after a failed attempt. */
export type Situation = {
  failure: Failure | NotCalled;
  /** The failed candidate, an index into `candidates`. */
  current: number;
  /** The states of the candidates after the failure, in the plan's order. */
  candidates: readonly CandidateState[];
  /** Whether this attempt sent the caller anything. */
  hasAttemptSent: boolean;
  /** The caller's state, over all attempts. */
  sent: Sent;
  /** Whether the caller has the maximum text of one generation. Default: no. */
  isFull?: boolean;
  /** Whether this attempt had the text so far as prefill. */
  wasPrefilled: boolean;
  /** Whether the model has another deployment that has not failed in this generation. */
  hasFreshDeployment: boolean;
  /** Milliseconds of the monotonic clock. */
  nowMs: number;
  /** 0 up to, not including, 1. */
  random: number;
  /** Whether the sent text can be taken back. */
  mayRestart: boolean;
  /** Whether the policy sends a request that one provider filtered to another provider. */
  reroutesFiltered: boolean;
};

/** The step after a failed attempt. Pure; the only place that decides between retry, next model and stop. */
export function decideNext(situation: Situation): Decision {
  const { failure, sent, mayRestart } = situation;
  if (failure.kind === 'prefill-refused' && situation.wasPrefilled && !situation.hasAttemptSent) {
    return { type: 'retry', waitMs: 0, start: 'continue' };
  }
  if (failure.kind === 'content-filter' && !situation.reroutesFiltered) return stop(situation);
  if (situation.isFull === true || (sent === 'tool-calls' && !mayRestart)) return stop(situation);

  const isUseless = failure.kind === 'invalid-response' && sent !== 'nothing';
  if (isUseless && !mayRestart) return stop(situation);

  const start = isUseless ? 'restart' : startAfter(sent, mayRestart);
  const untried = nextUntried(situation.candidates);
  const waitMs = retryWaitMs(situation, untried !== null);
  if (waitMs !== null) return { type: 'retry', waitMs, start };
  const choice = untried ?? chooseRetry(situation.candidates, situation.nowMs, situation.random);
  if (choice === null) return stop(situation);
  return choice.index === situation.current
    ? { type: 'retry', waitMs: choice.waitMs, start }
    : { type: 'next', ...choice, start };
}

function startAfter(sent: Sent, mayRestart: boolean): Start {
  switch (sent) {
    case 'nothing':
      return 'afresh';
    case 'reasoning':
      return mayRestart ? 'restart' : 'continue';
    case 'text':
      return 'continue';
    case 'tool-calls':
      return 'restart';
  }
}

/** The wait before a retry of the same model, ahead of all others. Null for no retry. */
function retryWaitMs(situation: Situation, hasOthers: boolean): number | null {
  const { failure } = situation;
  const state = situation.candidates[situation.current];
  if (!wasCalled(failure) || state === undefined || situation.hasAttemptSent) return null;
  const rule = retryRuleAfter(failure, situation.candidates.length === 1);
  // Each deployment fails once, so their number bounds these calls.
  if (situation.hasFreshDeployment && rule.isOfDeployment) return 0;
  if (!hasOthers || state.calls >= Math.min(state.retry.attempts, rule.callsInARow)) return null;
  const pauseMs = exponentialBackoffMs(state.retry, state.calls, situation.random);
  if (failure.retryAfterMs === null) return pauseMs;
  return failure.retryAfterMs <= state.retry.waitForRetryAfterMs ? Math.max(pauseMs, failure.retryAfterMs) : null;
}

/** One code for the common reason of all attempts; else ALL_MODELS_FAILED. */
function stop(situation: Situation): Decision {
  const { failure } = situation;
  if (failure.kind === 'content-filter' && !situation.reroutesFiltered)
    return { type: 'stop', code: 'CONTENT_FILTERED' };
  const kinds = new Set<(Failure | NotCalled)['kind']>();
  for (const { lastFailure } of situation.candidates) if (lastFailure !== null) kinds.add(kindOf(lastFailure));
  if (kinds.size > 1) kinds.delete('skipped');
  const [only] = kinds;
  if (kinds.size !== 1 || only === undefined) return { type: 'stop', code: 'ALL_MODELS_FAILED' };
  return { type: 'stop', code: codeOfKind[only] ?? 'ALL_MODELS_FAILED' };
}

/** A model that is not called because of its rate counts as a rate-limited failure. */
function kindOf(failure: Failure | NotCalled): (Failure | NotCalled)['kind'] {
  return failure.kind === 'skipped' && failure.isRateLimit ? 'rate-limit' : failure.kind;
}

const codeOfKind: Partial<Record<(Failure | NotCalled)['kind'], ExecutionError['code']>> = {
  'bad-request': 'BAD_USER_INPUT',
  'context-length': 'CONTEXT_LENGTH_EXCEEDED',
  'content-filter': 'CONTENT_FILTERED',
  'invalid-response': 'INVALID_RESPONSE',
  skipped: 'NO_MODEL_AVAILABLE',
  unaffordable: 'BUDGET_EXCEEDED',
};
