/** How a call came out that says something of the model. */
export type Outcome = {
  isWell: boolean;
  /** Epoch milliseconds of its end. */
  nowMs: number;
  /** Places of its beginning and its end among all beginnings and ends of the model's calls, ascending. */
  began: number;
  ended: number;
};

/**
 * Says when a model has failed enough. Told of every call while the breaker is closed. Calls overlap, and a failure is
 * mostly heard of sooner than an answer: a rule that forgets that takes the first failures of many calls for all of them.
 */
export interface TripRule {
  began(nowMs: number): void;
  ended(outcome: Outcome): void;
  isTripped(nowMs: number): boolean;
  /** Forgets: the breaker has closed again. */
  reset(): void;
}
