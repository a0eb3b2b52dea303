/**
 * Why a model stopped, in one vocabulary. `unknown` is a reason that the adapter has no name for; the provider's own
 * word is always kept beside it.
 */
export type FinishReason = 'stop' | 'length' | 'tool-calls' | 'content-filter' | 'unknown';

/** The unified reason and what the provider really said. */
export type Finish = { reason: FinishReason; rawReason: string | null };
