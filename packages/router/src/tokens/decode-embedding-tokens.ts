import { loadEncoding } from './load-encoding.ts';

/**
 * The text of token ids for an embedding; null where one is unknown. Clients that send ids have cut texts by cl100k, the
 * encoding of OpenAI's embedding models, whichever model they name.
 */
export function decodeEmbeddingTokens(ids: readonly number[]): string | null {
  return loadEncoding('cl100k_base').decode(ids);
}
