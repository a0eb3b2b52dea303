import type { EmbedRequest } from '../contract/embedding.ts';
import { unreadMembers } from '../contract/provider-options.ts';
import type { EmbeddedBatch } from '../embed/embed-in-batches.ts';
import { type JsonObject, readList, readObject, readText, readTokens } from '../json/read-json-value.ts';
import type { OpenAiDialect } from './dialect.ts';

/** Writes the body of an embeddings call. */
export function toEmbeddingsBody(request: EmbedRequest, texts: readonly string[], dialect: OpenAiDialect): JsonObject {
  const { model, dimensions, providerOptions } = request;
  return {
    ...providerOptions?.[unreadMembers],
    model,
    input: texts,
    ...(dimensions !== null && { [dialect.dimensionsField]: dimensions }),
  };
}

/** Reads the answer. Each vector has its index, so any order is accepted. */
export function readEmbeddings(answer: JsonObject): EmbeddedBatch {
  const items = readList(answer.data).map(readObject);
  const vectors = new Array<unknown>(items.length).fill(null);
  for (const [position, item] of items.entries()) {
    const place = placeOf(item?.index, position);
    if (place in vectors) vectors[place] = item?.embedding;
  }
  const usage = readObject(answer.usage);
  return {
    vectors,
    servedModel: readText(answer.model),
    inputTokens: usage === null ? null : readTokens(usage.prompt_tokens ?? usage.total_tokens),
  };
}

/** An index beyond the answer's own vectors is ignored, so its text gets no vector. */
function placeOf(index: unknown, position: number): number {
  return typeof index === 'number' ? index : position;
}
