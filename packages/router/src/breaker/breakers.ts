import type { CallResult } from './call-result.ts';

/** The permission to make one call: plain data that identifies the call and its model. */
export type Permit = {
  modelId: string;
  /** The era of the circuit in which the call was admitted. */
  era: number;
  /** The number of the call within its era, from 1. 0 for a probe. */
  call: number;
};

/** The response to a request to call a model. */
export type Entry =
  | { type: 'admitted'; permit: Permit }
  /**
   * `retryAtMs`: the time of the next possible try, epoch milliseconds; null if it is not known. `isRateLimit`: the
   * provider refuses calls because of their rate.
   */
  | { type: 'refused'; because: RefusalReason; retryAtMs: number | null; isRateLimit: boolean };

/**
 * `open`: the model failed too often. `probing`: another call is the probe. `held`: its provider sent `Retry-After`.
 */
export type RefusalReason = 'open' | 'probing' | 'held';

/** The state of a breaker at one moment. */
export type BreakerView = {
  state: 'CLOSED' | 'OPEN' | 'HALF_OPEN';
  /**
   * The time of the next possible try, epoch milliseconds. Null if a call may be tried now. CLOSED with a time: the
   * model is held.
   */
  retryAtMs: number | null;
  /** Whether the breaker is open or held because the provider refuses calls because of their rate. */
  isRateLimit: boolean;
};

/**
 * The circuit breakers of all models. All input and output is plain data, so that replicas can share it. Every
 * implementation passes `describeBreakers` in `testing/conformance`.
 */
export interface Breakers {
  /** Requests permission to call. An implementation with remote state returns a promise. Never throws or rejects. */
  enter(modelId: string): Entry | Promise<Entry>;

  /**
   * Call it at the first token of a call. It ends a probe, since a long answer may take minutes. Returns at once. An
   * implementation with remote state updates it in the background, in the order of the calls. Never throws.
   */
  answered(permit: Permit): void;

  /** Call it at the end of a call, once for each permit. Returns at once, like `answered`. Never throws. */
  settle(permit: Permit, result: CallResult): void;

  /** Reads from memory, because planning reads it for every model. CLOSED for a model that was never called. */
  read(modelId: string): BreakerView;

  /** Calls `listener` with each model whose view has changed, until the returned function is called. */
  subscribe(listener: (modelId: string) => void): () => void;

  /** Drops all models except these, and the permits of the dropped models. */
  retain(modelIds: ReadonlySet<string>): void;
}
