/**
 * Why a model stopped, in one vocabulary. `unknown`: the adapter has no name for the reason. The provider's own word is
 * always kept too.
 */
export type FinishReason = 'stop' | 'length' | 'tool-calls' | 'content-filter' | 'unknown';

/** The unified reason and the provider's own word. */
export type Finish = { reason: FinishReason; rawReason: string | null };
