/** A breaker's state; each variant carries only what it needs. Times are epoch milliseconds. */
export type CircuitState =
  /** Calls pass. `heldUntilMs`: its provider wants rest until then; 0 for no rest. */
  | { type: 'closed'; heldUntilMs: number }
  /** None passes until `untilMs`. `openings`: how often it has opened since it was last closed, from 1. */
  | { type: 'open'; untilMs: number; openings: number }
  /** One call is finding out; it is given up for lost at `probeLostAtMs`, so that another may. */
  | { type: 'half-open'; probe: symbol; probeLostAtMs: number; openings: number };
