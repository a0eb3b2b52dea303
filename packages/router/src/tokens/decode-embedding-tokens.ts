import { loadEncoding } from './load-encoding.ts';

/**
 * The text of token ids for an embedding. Null if an id is unknown. Clients that send ids have split their texts by
 * cl100k, the encoding of OpenAI's embedding models, for any model name.
 */
export function decodeEmbeddingTokens(ids: readonly number[]): string | null {
  return loadEncoding('cl100k_base').decode(ids);
}
