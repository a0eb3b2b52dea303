import { type CallHistory, emptyHistory } from './call-history.ts';

/**
 * How a breaker treats calls; each variant carries only its own data. Times are epoch milliseconds. `isRateLimit`: the
 * failure behind this state was a rate limit.
 */
export type Phase =
  /**
   * Calls pass. `heldUntilMs`: no call passes before this time, because the provider sent `Retry-After`; 0 for none.
   * `closedBy`: the era of the probe whose first token closed the breaker, so that the end of that call still counts;
   * null for none.
   */
  | { type: 'closed'; heldUntilMs: number; isRateLimit: boolean; closedBy: number | null }
  /** No call passes until `untilMs`. `openings`: the number of openings since it was last closed, from 1. */
  | { type: 'open'; untilMs: number; openings: number; isRateLimit: boolean }
  /** One call is the probe. At `probeLostAtMs` the probe counts as lost, and another call may be the probe. */
  | { type: 'half-open'; probeLostAtMs: number; openings: number; isRateLimit: boolean };

/** The state of one model's breaker. Plain data: it survives a round trip through JSON. */
export type CircuitState = {
  phase: Phase;
  /**
   * Grows with each opening, probe and closing: permits of an earlier era do not count. It starts with the time, so
   * that permits from before the model was dropped do not match either.
   */
  era: number;
  /** The calls since the breaker was last closed. */
  history: CallHistory;
};

/** A breaker before the first call. */
export function newCircuitState(nowMs: number, windowMs: number): CircuitState {
  return {
    phase: { type: 'closed', heldUntilMs: 0, isRateLimit: false, closedBy: null },
    era: nowMs,
    history: emptyHistory(windowMs),
  };
}
