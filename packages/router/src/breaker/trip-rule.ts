/** What a call says of its model. `neutral`: nothing. */
export type CallResult = 'well' | 'failed' | 'neutral';

/**
 * Says when a model has failed enough. Told of every call while the breaker is closed; calls are numbered as they begin.
 * They overlap, and a failure is mostly heard of sooner than an answer: a rule that goes by the order of the ends takes
 * the first failures of many calls for all of them.
 */
export interface TripRule {
  began(call: number, nowMs: number): void;
  ended(call: number, result: CallResult, nowMs: number): void;
  isTripped(nowMs: number): boolean;
  /** Forgets: the breaker has closed again. */
  reset(): void;
}
