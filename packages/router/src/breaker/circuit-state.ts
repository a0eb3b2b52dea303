import { type CallHistory, emptyHistory } from './call-history.ts';

/** What a breaker does with calls; each variant carries only what it needs. Times are epoch milliseconds. */
export type Phase =
  /**
   * Calls pass. `heldUntilMs`: until then none does, since the provider asked for it; 0 for no such time. `closedBy`:
   * the era of the probe whose first token closed it, so that the end of that call still counts; null for none.
   */
  | { type: 'closed'; heldUntilMs: number; closedBy: number | null }
  /** None passes until `untilMs`. `openings`: how often it has opened since it was last closed, from 1. */
  | { type: 'open'; untilMs: number; openings: number }
  /** One call is the probe. It is given up at `probeLostAtMs`, so that another may be. */
  | { type: 'half-open'; probeLostAtMs: number; openings: number };

/** All that is known of the breaker of one model. Plain data: written as JSON and read back it is the same. */
export type CircuitState = {
  phase: Phase;
  /**
   * Grows with each opening, probe and closing: permits of an earlier era say nothing of this one. Begins with the time,
   * so that a permit from before the model was forgotten does not fit either.
   */
  era: number;
  /** The calls since it was last closed. */
  history: CallHistory;
};

/** A breaker before the first call. */
export function newCircuitState(nowMs: number, windowMs: number): CircuitState {
  return {
    phase: { type: 'closed', heldUntilMs: 0, closedBy: null },
    era: nowMs,
    history: emptyHistory(windowMs),
  };
}
