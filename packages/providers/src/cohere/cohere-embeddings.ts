import type { EmbedRequest } from '../contract/embedding.ts';
import type { EmbeddedBatch } from '../embed/embed-in-batches.ts';
import { type JsonObject, readList, readObject, readTokens } from '../json/read-json-value.ts';

/** Writes the body of `/v2/embed`, which requires the purpose of the vectors. */
export function toEmbeddingsBody(request: EmbedRequest, texts: readonly string[]): JsonObject {
  const { model, dimensions, purpose } = request;
  return {
    model,
    texts,
    input_type: purpose === 'query' ? 'search_query' : 'search_document',
    embedding_types: ['float'],
    ...(dimensions !== null && { output_dimension: dimensions }),
  };
}

/** Reads the answer. */
export function readEmbeddings(answer: JsonObject): EmbeddedBatch {
  const billed = readObject(readObject(answer.meta)?.billed_units);
  return {
    vectors: readList(readObject(answer.embeddings)?.float),
    servedModel: null,
    inputTokens: billed === null ? null : readTokens(billed.input_tokens),
  };
}
