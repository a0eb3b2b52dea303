/** What an attempt says of its model when it is over. `neutral`: nothing (the caller left, or asked for the impossible). */
export type Verdict =
  | { type: 'succeeded' }
  /** `retryAfterMs`: the provider's wish, milliseconds; null where it named none. */
  | { type: 'failed'; retryAfterMs: number | null }
  | { type: 'neutral' };

/** The right to make one call. Must be settled exactly once; later calls have no effect. */
export interface Permit {
  /** The model has begun to answer: a probe need not wait for the end of a long answer to find the model well. */
  answered(): void;
  settle(verdict: Verdict): void;
}

/** The answer to whoever wants to call a model. */
export type Entry =
  | { type: 'admitted'; permit: Permit }
  | { type: 'refused'; because: RefusalReason; retryAtMs: number | null };

/** `open`: it has failed too much. `probing`: another call is finding out; `retryAtMs` is null. `held`: its provider wants rest. */
export type RefusalReason = 'open' | 'probing' | 'held';

/** A breaker as it stands at a moment. */
export type BreakerView = {
  state: 'CLOSED' | 'OPEN' | 'HALF_OPEN';
  /** Epoch milliseconds from which it may be tried again; null when it may be now. CLOSED with a time: its provider wants rest. */
  retryAtMs: number | null;
};

/**
 * The circuit breakers of all models. An implementation that several replicas share answers with promises where it has
 * to ask; whoever enters therefore awaits.
 */
export interface Breakers {
  /** Asks for the right to call; what is refused says from when it may be tried again (epoch milliseconds). Never throws. */
  enter(modelId: string): Entry | Promise<Entry>;
  /** From memory, at once. CLOSED for a model that was never called. */
  read(modelId: string): BreakerView;
  /** Calls `listener` with every model whose state has changed, until the returned function is called. */
  subscribe(listener: (modelId: string) => void): () => void;
}
