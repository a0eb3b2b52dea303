import type { EmbedRequest } from '../contract/embedding.ts';
import type { EmbeddedBatch } from '../embed/embed-in-batches.ts';
import { type JsonObject, readCount, readList, readObject, readText } from '../json/read-json-value.ts';
import type { OpenAiDialect } from './dialect.ts';

/** Writes the body of an embeddings call. */
export function toEmbeddingsBody(request: EmbedRequest, texts: readonly string[], dialect: OpenAiDialect): JsonObject {
  const { model, dimensions } = request;
  return { model, input: texts, ...(dimensions !== null && { [dialect.dimensionsField]: dimensions }) };
}

/** Reads the answer; its vectors carry their place, and need not come in order. */
export function readEmbeddings(answer: JsonObject): EmbeddedBatch {
  const items = readList(answer.data).map(readObject);
  const places = items.map((item, place) => (typeof item?.index === 'number' ? item.index : place));
  const vectors: unknown[] = [];
  for (const [place, item] of items.entries()) vectors[places[place] ?? place] = item?.embedding;
  const usage = readObject(answer.usage);
  return {
    vectors,
    servedModel: readText(answer.model),
    inputTokens: usage === null ? null : readCount(usage.prompt_tokens ?? usage.total_tokens),
  };
}
