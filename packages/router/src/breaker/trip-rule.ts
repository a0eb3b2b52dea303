import type { CallHistory } from './call-history.ts';

/**
 * Whether a model has failed enough for its breaker to open. Evaluated after each failed call. A pure function of the
 * history, so that all state of a breaker is plain data.
 */
export type TripRule = (history: CallHistory, failedCall: number, nowMs: number) => boolean;
