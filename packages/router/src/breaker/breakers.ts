/** What an attempt says of its model when it is over. `neutral`: nothing (the caller left, or asked for the impossible). */
export type Verdict =
  | { type: 'succeeded' }
  /** `retryAfterMs`: the provider's wish, milliseconds; null where it named none. */
  | { type: 'failed'; retryAfterMs: number | null }
  | { type: 'neutral' };

/** The right to make one call. Must be settled exactly once; later calls have no effect. */
export interface Permit {
  settle(verdict: Verdict): void;
}

/** The answer to whoever wants to call a model. */
export type Entry =
  | { type: 'admitted'; permit: Permit }
  /** `retryAtMs`: epoch milliseconds from which it may be tried again, null while another call finds that out. */
  | { type: 'refused'; retryAtMs: number | null };

/** A breaker as it stands at a moment. */
export type BreakerView = {
  state: 'CLOSED' | 'OPEN' | 'HALF_OPEN';
  /** Epoch milliseconds from which it may be tried again; null when it may be now. */
  retryAtMs: number | null;
};

/**
 * The circuit breakers of all models. An implementation that several replicas share answers with promises where it has
 * to ask; whoever enters therefore awaits.
 */
export interface Breakers {
  /** Asks for the right to call. Never throws. */
  enter(modelId: string): Entry | Promise<Entry>;
  /** From memory, at once. CLOSED for a model that was never called. */
  read(modelId: string): BreakerView;
  /** Calls `listener` with every model whose state has changed, until the returned function is called. */
  subscribe(listener: (modelId: string) => void): () => void;
}
