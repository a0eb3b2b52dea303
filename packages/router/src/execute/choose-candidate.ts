import type { RetryPolicy } from '../policy/policy.ts';
import { exponentialBackoffMs } from './exponential-backoff.ts';
import type { Failure } from './failure.ts';
import { blamesAccount, retryRuleAfter } from './retry-rule.ts';

/** What became of a candidate of the plan so far. */
export type CandidateState = {
  modelId: string;
  /** Of the place that was called last; before the first call, the model's own. */
  providerId: string;
  /** Tokens. */
  contextWindow: number;
  retry: RetryPolicy;
  /** Calls made; those that a breaker refused are not among them. */
  calls: number;
  /** How often it was due and not called. */
  skips: number;
  /** The last failure; null while there is none. */
  lastFailure: Failure | NotCalled | null;
  /** Until when its provider asked to be left alone, in milliseconds of the monotonic clock; 0 for no such time. */
  notBeforeMs: number;
};

/** The breaker did not let the attempt through (`skipped`), or there is no money left for it (`unaffordable`). */
export type NotCalled = { kind: 'skipped' | 'unaffordable' };

/** A candidate by its place in the plan, and how long to wait before it is called. */
export type Choice = { index: number; waitMs: number };

/** The longest pause when no other model is left. Milliseconds. */
const patienceAloneMs = 10_000;

/** How often to wait for a model whose breaker refuses. Many may wait, and the first of them may fail again. */
const returnsToBreaker = 3;

/** After this many refusals of an account its other models are not called any more. A single one may concern a model. */
const refusalsOfAccount = 2;

/** The next candidate that was not tried yet; one of an account that works goes before one of an account that does not. */
export function nextUntried(candidates: readonly CandidateState[]): Choice | null {
  const tooSmall = refusedWindow(candidates);
  const refusals = new Map<string, number>();
  for (const { lastFailure, providerId } of candidates) {
    if (lastFailure !== null && wasCalled(lastFailure) && blamesAccount(lastFailure)) {
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

/** When all were tried: the candidate whose failure may pass soonest, if that is soon enough. */
export function comeBackTo(candidates: readonly CandidateState[], nowMs: number, random: number): Choice | null {
  const tooSmall = refusedWindow(candidates);
  let best: Choice | null = null;
  for (const [index, candidate] of candidates.entries()) {
    if (candidate.contextWindow <= tooSmall || !mayPass(candidate)) continue;
    const pauseMs = exponentialBackoffMs(candidate.retry, Math.max(1, candidate.calls), random);
    const waitMs = pauseMs + Math.max(0, candidate.notBeforeMs - nowMs);
    if (waitMs <= patienceAloneMs && (best === null || waitMs < best.waitMs)) best = { index, waitMs };
  }
  return best;
}

function mayPass({ lastFailure, calls, skips, retry }: CandidateState): boolean {
  if (lastFailure === null || calls >= retry.attempts) return false;
  if (wasCalled(lastFailure)) return retryRuleAfter(lastFailure).isPassing;
  return lastFailure.kind === 'skipped' && skips <= returnsToBreaker;
}

/** Whether a failure is one of a call, and not of one that was never made. */
export function wasCalled(failure: Failure | NotCalled): failure is Failure {
  return failure.kind !== 'skipped' && failure.kind !== 'unaffordable';
}

/** The largest window that proved too small; 0 where none did. */
function refusedWindow(candidates: readonly CandidateState[]): number {
  let largest = 0;
  for (const { lastFailure, contextWindow } of candidates) {
    if (lastFailure?.kind === 'context-length') largest = Math.max(largest, contextWindow);
  }
  return largest;
}
