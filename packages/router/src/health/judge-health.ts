import type { BreakerView } from '../breaker/breakers.ts';
import type { Figures } from './evidence-window.ts';
import { windowMs } from './evidence-window.ts';
import type { ModelHealth } from './health-view.ts';

/** Something that went wrong, and when. */
export type Trouble = { message: string; atMs: number };

/** Everything that a status is made from. Times are epoch milliseconds, null for never. */
export type Evidence = {
  breaker: BreakerView;
  figures: Figures;
  /** Of the model: an answer, or its name in a local provider's list. */
  lastSeenWellMs: number | null;
  lastFailure: Trouble | null;
  /** The provider's account is refused. Null once it has been accepted again. */
  misconfigured: Trouble | null;
  /** The provider does not have the model. */
  missing: Trouble | null;
  /** The provider did not answer the last probe. */
  unreachable: Trouble | null;
  /** What the catalog expects, milliseconds; null where it is not known. */
  expectedFirstTokenMs: number | null;
};

export type Judgement = Pick<ModelHealth, 'status' | 'reason' | 'retryAtMs'>;

/** How long what only an operator can mend keeps a model out, before one request may see whether it is mended. */
const troubleMs = 60_000;

/** The same where no other model is left: it may be mended, and a refused call costs nothing. */
const troubleAloneMs = 5_000;

/** Whether a model that such trouble keeps out may be tried all the same, where no other is left. */
export function mayBeTriedAlone({ status, breaker, retryAtMs }: ModelHealth, nowMs: number): boolean {
  if (status !== 'UNAVAILABLE' || breaker !== 'CLOSED' || retryAtMs === null) return false;
  return retryAtMs - troubleMs + troubleAloneMs <= nowMs;
}

/** A median first token below this is never slow, even if the catalog expects less. Milliseconds. */
const neverSlowBelowMs = 2_000;

/**
 * The status of a model. In this order:
 *
 * | status | when |
 * |---|---|
 * | UNAVAILABLE | its breaker is open; its account is refused; its provider does not have it; its provider does not answer |
 * | UNKNOWN | its breaker is half-open; or nothing good was heard of it for five minutes |
 * | SLOW | its median first token takes over 2 s and over three times what the catalog expects |
 * | AVAILABLE | otherwise |
 */
export function judgeHealth(evidence: Evidence, nowMs: number): Judgement {
  const { breaker, lastSeenWellMs, lastFailure } = evidence;
  const why = lastFailure === null ? '' : `: ${lastFailure.message}`;
  if (breaker.state === 'OPEN') return unavailable(`its breaker is open${why}`, breaker.retryAtMs);
  const trouble = lasting(evidence);
  if (trouble !== null) return unavailable(trouble.message, trouble.atMs + troubleMs);
  if (breaker.state === 'HALF_OPEN') return unknown(`its breaker is half-open: one call will find out${why}`);
  if (lastSeenWellMs === null || nowMs - lastSeenWellMs > windowMs) {
    const isRecent = lastFailure !== null && nowMs - lastFailure.atMs <= windowMs;
    return unknown(isRecent ? `its last call failed${why}` : 'no traffic in the last five minutes', breaker.retryAtMs);
  }
  return judgeSpeed(evidence);
}

/** Trouble that stands until something good is heard. */
function lasting({ misconfigured, missing, unreachable, lastSeenWellMs }: Evidence): Trouble | null {
  for (const trouble of [misconfigured, missing, unreachable]) {
    if (trouble !== null && trouble.atMs >= (lastSeenWellMs ?? 0)) return trouble;
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
