import type { RetryPolicy } from '../policy/provider-policy.ts';
import { exponentialBackoffMs } from './exponential-backoff.ts';
import type { Failure } from './failure.ts';
import { isAccountFailure, retryRuleAfter } from './retry-rule.ts';

/** The state of a candidate of the plan. */
export type CandidateState = {
  modelId: string;
  /** The provider of the last called deployment. Before the first call, the model's own provider. */
  providerId: string;
  /** Tokens. */
  contextWindow: number;
  retry: RetryPolicy;
  /** Calls made. Refusals of a breaker are not counted. */
  calls: number;
  /** The number of times that it was next but was not called. */
  skips: number;
  /** The last failure. Null for none. */
  lastFailure: Failure | NotCalled | null;
  /** The end of its provider's `Retry-After`, in milliseconds of the monotonic clock. 0 for none. */
  notBeforeMs: number;
};

/** Why an attempt was not made. */
export type NotCalled =
  /** The breaker refused it. `isRateLimit`: the provider refuses calls because of their rate. */
  | { kind: 'skipped'; isRateLimit: boolean }
  /** The budget does not cover it. */
  | { kind: 'unaffordable' }
  /** It is a second call, of which there were too many. */
  | { kind: 'throttled' };

/** A candidate by its index in the plan, and the wait before its call. */
export type Choice = { index: number; waitMs: number };

/** The longest pause if no other model is left. Milliseconds. */
const longestPauseAloneMs = 10_000;

/** Maximum waits for a model whose breaker refuses. Many requests may wait, and the first of them may fail again. */
const breakerRetries = 3;

/**
 * After this many refusals of an account, its other models are not called. A single refusal may concern only a model.
 */
const refusalsOfAccount = 2;

/** The next candidate without a try. Candidates of a working account come first. */
export function nextUntried(candidates: readonly CandidateState[]): Choice | null {
  const tooSmall = refusedWindow(candidates);
  const refusals = new Map<string, number>();
  for (const { lastFailure, providerId } of candidates) {
    if (lastFailure !== null && wasCalled(lastFailure) && isAccountFailure(lastFailure)) {
      refusals.set(providerId, (refusals.get(providerId) ?? 0) + 1);
    }
  }
  let fallback: Choice | null = null;
  for (const [index, candidate] of candidates.entries()) {
    if (candidate.calls + candidate.skips > 0 || candidate.contextWindow <= tooSmall) continue;
    const refused = refusals.get(candidate.providerId) ?? 0;
    if (refused === 0) return { index, waitMs: 0 };
    if (refused < refusalsOfAccount) fallback ??= { index, waitMs: 0 };
  }
  return fallback;
}

/** After a try of every candidate: the candidate whose failure passes soonest, if that is soon enough. */
export function chooseRetry(candidates: readonly CandidateState[], nowMs: number, random: number): Choice | null {
  const tooSmall = refusedWindow(candidates);
  let best: Choice | null = null;
  for (const [index, candidate] of candidates.entries()) {
    if (candidate.contextWindow <= tooSmall || !mayPass(candidate, candidates.length === 1)) continue;
    const pauseMs = exponentialBackoffMs(candidate.retry, Math.max(1, candidate.calls), random);
    const waitMs = pauseMs + Math.max(0, candidate.notBeforeMs - nowMs);
    if (waitMs <= longestPauseAloneMs && (best === null || waitMs < best.waitMs)) best = { index, waitMs };
  }
  return best;
}

function mayPass({ lastFailure, calls, skips, retry }: CandidateState, isAlone: boolean): boolean {
  if (lastFailure === null || calls >= retry.attempts) return false;
  if (wasCalled(lastFailure)) {
    const { isPassing, mostCalls } = retryRuleAfter(lastFailure, isAlone);
    return isPassing && calls < mostCalls;
  }
  return lastFailure.kind === 'skipped' && skips <= breakerRetries;
}

/** Whether a failure belongs to a call that was made. */
export function wasCalled(failure: Failure | NotCalled): failure is Failure {
  return failure.kind !== 'skipped' && failure.kind !== 'unaffordable' && failure.kind !== 'throttled';
}

/** The largest window that proved too small. 0 if none did. */
function refusedWindow(candidates: readonly CandidateState[]): number {
  let largest = 0;
  for (const { lastFailure, contextWindow } of candidates) {
    if (lastFailure?.kind === 'context-length') largest = Math.max(largest, contextWindow);
  }
  return largest;
}
