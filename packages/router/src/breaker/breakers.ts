import type { CallResult } from './call-result.ts';

/** The right to make one call: plain data, which says which call of which model it stands for. */
export type Permit = {
  modelId: string;
  /** The era of the circuit in which the call was admitted. */
  era: number;
  /** The number of the call within its era, from 1; 0 for a probe. */
  call: number;
};

/** The response to a request to call a model. */
export type Entry =
  | { type: 'admitted'; permit: Permit }
  /** `retryAtMs`: from when it may be tried again, epoch milliseconds; null where that is not known. */
  | { type: 'refused'; because: RefusalReason; retryAtMs: number | null };

/** `open`: it failed too often. `probing`: another call is the probe. `held`: its provider asked to be left alone. */
export type RefusalReason = 'open' | 'probing' | 'held';

/** A breaker as it stands at a moment. */
export type BreakerView = {
  state: 'CLOSED' | 'OPEN' | 'HALF_OPEN';
  /** Epoch milliseconds from which it may be tried again; null when it may be now. CLOSED with a time: it is held. */
  retryAtMs: number | null;
};

/**
 * The circuit breakers of all models. All that goes in and comes out is plain data, so replicas can share them. Every
 * implementation passes `describeBreakers` in `testing/conformance`.
 */
export interface Breakers {
  /** Requests the right to call. An implementation that has to ask elsewhere returns a promise. Never throws or rejects. */
  enter(modelId: string): Entry | Promise<Entry>;

  /**
   * The call has begun to answer: this ends a probe, since the end of a long answer may be minutes away. Returns at
   * once; an implementation that has to tell others does so in the background, in the order of the calls. Never throws.
   */
  answered(permit: Permit): void;

  /** The call is over. To be called once for each permit. Returns at once, as `answered` does. Never throws. */
  settle(permit: Permit, result: CallResult): void;

  /** From memory, at once: planning reads it for every model. CLOSED for a model that was never called. */
  read(modelId: string): BreakerView;

  /** Calls `listener` with every model whose view has changed, until the returned function is called. */
  subscribe(listener: (modelId: string) => void): () => void;

  /** Forgets all models but these, with the permits of the others. */
  retain(modelIds: ReadonlySet<string>): void;
}
