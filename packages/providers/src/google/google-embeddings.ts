import type { EmbedRequest } from '../contract/embedding.ts';
import type { EmbeddedBatch } from '../embed/embed-in-batches.ts';
import { type JsonObject, readList, readObject, readTokens } from '../json/read-json-value.ts';

/** Google's names of the purposes. */
export const taskOfPurpose = { query: 'RETRIEVAL_QUERY', document: 'RETRIEVAL_DOCUMENT' } as const;

/** Writes the body of `batchEmbedContents`. Every text repeats model and length. `path` is `models/NAME`. */
export function toEmbeddingsBody(request: EmbedRequest, texts: readonly string[], path: string): JsonObject {
  const { dimensions, purpose } = request;
  return {
    requests: texts.map((text) => ({
      model: path,
      content: { parts: [{ text }] },
      ...(dimensions !== null && { outputDimensionality: dimensions }),
      ...(purpose !== null && { taskType: taskOfPurpose[purpose] }),
    })),
  };
}

/** Reads the answer. Only newer models report tokens. */
export function readEmbeddings(answer: JsonObject): EmbeddedBatch {
  const usage = readObject(answer.usageMetadata);
  return {
    vectors: readList(answer.embeddings).map((embedding) => readObject(embedding)?.values),
    servedModel: null,
    inputTokens: usage === null ? null : readTokens(usage.promptTokenCount),
  };
}
