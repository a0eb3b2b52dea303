import type { Generation } from '../generation/generation.ts';
import type { GenerationRequest } from '../generation/generation-request.ts';

/** What a caller wants vectors of, checked and in domain words; every door parses into this. */
export type EmbeddingRequest = Pick<
  GenerationRequest,
  | 'model'
  | 'provider'
  | 'chain'
  | 'strategy'
  | 'taskType'
  | 'costLimitUsd'
  | 'workspaceId'
  | 'apiKeyId'
  | 'executionId'
  | 'metadata'
  | 'mayKeepContent'
> & {
  /** At least one, none of them empty. */
  texts: readonly string[];
  /** The length of the vectors, null for the model's own. */
  dimensions: number | null;
  /** What they are for, where the provider makes a difference; null leaves it to the provider. */
  purpose: 'query' | 'document' | null;
};

/** A call for vectors that is over. `vectors`, in the order of the texts, are null unless it is COMPLETED. */
export type EmbeddingResult = { generation: Generation; vectors: readonly (readonly number[])[] | null };

/** Turns texts into vectors. */
export interface Embedder {
  /**
   * Plans, calls one model, settles and records, as for a generation without text. Vectors of different models cannot
   * be compared, so there is no fallback to another one; retries and the other places that serve the model there are.
   * Throws a `ServiceError` when nothing can serve it. Aborting `signal` cancels it.
   */
  embed(request: EmbeddingRequest, signal: AbortSignal): Promise<EmbeddingResult>;
  /** Takes no new ones, waits up to `graceMs` for those running, cancels the rest and waits for their records. */
  close(graceMs: number): Promise<void>;
}
