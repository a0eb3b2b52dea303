import type { EmbedRequest } from '../contract/embedding.ts';
import type { EmbeddedBatch } from '../embed/embed-in-batches.ts';
import { type JsonObject, readList, readText, readTokens } from '../json/read-json-value.ts';

/** Writes the body of `/api/embed`. */
export function toEmbeddingsBody(request: EmbedRequest, texts: readonly string[]): JsonObject {
  const { model, dimensions } = request;
  return { model, input: texts, ...(dimensions !== null && { dimensions }) };
}

/** Reads the answer. */
export function readEmbeddings(answer: JsonObject): EmbeddedBatch {
  return {
    vectors: readList(answer.embeddings),
    servedModel: readText(answer.model),
    inputTokens: answer.prompt_eval_count === undefined ? null : readTokens(answer.prompt_eval_count),
  };
}
