import type { BreakerView } from '../breaker/breakers.ts';
import type { Figures } from './evidence-window.ts';
import { windowMs } from './evidence-window.ts';
import type { ModelHealth } from './health-view.ts';

/** A problem and its time. */
export type Trouble = { message: string; atMs: number };

/** The facts behind a status. Times are epoch milliseconds, null for never. */
export type Evidence = {
  breaker: BreakerView;
  figures: Figures;
  /** Evidence that the model works: an answer, or its name in a local provider's list. */
  lastSuccessMs: number | null;
  lastFailure: Trouble | null;
  /** The provider refuses the account. Null once it accepts the account again. */
  misconfigured: Trouble | null;
  /** The provider refused a call because it does not have the model. */
  missing: Trouble | null;
  /** A local provider's list does not have the model's name. The provider may still serve it. */
  unlisted: Trouble | null;
  /** The provider did not answer the last probe. */
  unreachable: Trouble | null;
  /** The catalog's expectation, milliseconds. Null if it is not known. */
  expectedFirstTokenMs: number | null;
};

export type Judgement = Pick<ModelHealth, 'status' | 'reason' | 'retryAtMs'>;

/** How long a model is excluded for a problem that only an operator can fix. Then one request checks it. */
const troubleMs = 60_000;

/** The same if no other model is left: the problem may be fixed, and a refused call costs nothing. */
const troubleAloneMs = 5_000;

/** Whether a model with such a problem may be tried if no other is left. */
export function mayBeTriedAlone({ status, breaker, retryAtMs }: ModelHealth, nowMs: number): boolean {
  if (status !== 'UNAVAILABLE' || breaker !== 'CLOSED' || retryAtMs === null) return false;
  return retryAtMs - troubleMs + troubleAloneMs <= nowMs;
}

/** A median first token below this is never slow, even if the catalog expects less. Milliseconds. */
const neverSlowBelowMs = 2_000;

/**
 * The status of a model. The first match counts. UNAVAILABLE: its breaker is open, its account is refused, or its
 * provider lacks it or does not answer. UNKNOWN: a local provider does not list it, its breaker is half-open, or it had
 * no success for five minutes. SLOW: its median first token takes over 2 s and over three times the catalog's
 * expectation. Else AVAILABLE.
 */
export function judgeHealth(evidence: Evidence, nowMs: number): Judgement {
  const { breaker, lastSuccessMs, lastFailure } = evidence;
  const why = lastFailure === null ? '' : `: ${lastFailure.message}`;
  if (breaker.state === 'OPEN') return unavailable(`its breaker is open${why}`, breaker.retryAtMs);
  const trouble = lasting(evidence);
  if (trouble !== null) return unavailable(trouble.message, trouble.atMs + troubleMs);
  if (evidence.unlisted !== null && evidence.unlisted.atMs >= (lastSuccessMs ?? 0)) {
    return unknown(evidence.unlisted.message);
  }
  if (breaker.state === 'HALF_OPEN') return unknown(`its breaker is half-open: one call will find out${why}`);
  if (lastSuccessMs === null || nowMs - lastSuccessMs > windowMs) {
    const isRecent = lastFailure !== null && nowMs - lastFailure.atMs <= windowMs;
    return unknown(isRecent ? `its last call failed${why}` : 'no traffic in the last five minutes', breaker.retryAtMs);
  }
  return judgeSpeed(evidence);
}

/** A problem without a later success. */
function lasting({ misconfigured, missing, unreachable, lastSuccessMs }: Evidence): Trouble | null {
  for (const trouble of [misconfigured, missing, unreachable]) {
    if (trouble !== null && trouble.atMs >= (lastSuccessMs ?? 0)) return trouble;
  }
  return null;
}

function judgeSpeed({ figures, expectedFirstTokenMs, breaker }: Evidence): Judgement {
  const { retryAtMs } = breaker;
  const limitMs = Math.max(neverSlowBelowMs, 3 * (expectedFirstTokenMs ?? 0));
  const { firstTokenMs } = figures;
  if (firstTokenMs === null || firstTokenMs <= limitMs) return { status: 'AVAILABLE', reason: null, retryAtMs };
  const reason = `its first token takes ${firstTokenMs} ms, more than ${limitMs} ms`;
  return { status: 'SLOW', reason, retryAtMs };
}

function unavailable(reason: string, retryAtMs: number | null): Judgement {
  return { status: 'UNAVAILABLE', reason, retryAtMs };
}

function unknown(reason: string, retryAtMs: number | null = null): Judgement {
  return { status: 'UNKNOWN', reason, retryAtMs };
}
