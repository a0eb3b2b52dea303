import type { EmbeddingModelV4, EmbeddingModelV4CallOptions } from '@ai-sdk/provider';
import type { Embeddings, EmbedRequest } from '../contract/embedding.ts';
import { type EmbeddedBatch, embedInBatches } from '../embed/embed-in-batches.ts';

/** How a package of the AI SDK embeds texts. */
export type AiSdkEmbeddings = {
  /** Returns the embedding model with a name. The package may be loaded here, at the first call. */
  loadModel: (name: string) => Promise<EmbeddingModelV4>;
  /**
   * The options for the package besides texts and length, by its own name: `{ acme: { inputType: 'query' } }`. May
   * throw a `ProviderError` for a request that no model of the provider can serve.
   */
  providerOptions: (request: EmbedRequest) => NonNullable<EmbeddingModelV4CallOptions['providerOptions']>;
};

/** Number of parallel calls. Some models accept so few texts per call that sequential calls would take minutes. */
const mostCallsAtOnce = 8;

/** Embeds through the AI SDK. Throws the package's errors, and the signal's reason. */
export async function embedWithModel(
  providerId: string,
  { loadModel, providerOptions }: AiSdkEmbeddings,
  request: EmbedRequest,
  signal: AbortSignal,
  headers?: Readonly<Record<string, string>>,
): Promise<Embeddings> {
  signal.throwIfAborted();
  const options = providerOptions(request);
  const model = await loadModel(request.model);
  const mostTexts = (await model.maxEmbeddingsPerCall) ?? Number.POSITIVE_INFINITY;
  const callsAtOnce = (await model.supportsParallelCalls) ? mostCallsAtOnce : 1;
  // When one call fails, the results of the others are no longer needed.
  const failed = new AbortController();
  const abortSignal = AbortSignal.any([signal, failed.signal]);
  const embedBatch = async (texts: readonly string[]): Promise<EmbeddedBatch> => {
    const { dimensions } = request;
    const { embeddings, usage } = await model.doEmbed({
      values: [...texts],
      providerOptions: options,
      abortSignal,
      ...(headers !== undefined && { headers }),
      ...(dimensions !== null && { dimensions }),
    });
    // A package that found no count may return NaN.
    const tokens = usage?.tokens;
    return {
      vectors: embeddings,
      servedModel: null,
      inputTokens: tokens !== undefined && Number.isFinite(tokens) ? tokens : null,
    };
  };
  try {
    return await embedInBatches(providerId, request.texts, mostTexts, embedBatch, callsAtOnce);
  } catch (error) {
    failed.abort(error);
    signal.throwIfAborted();
    throw error;
  }
}
