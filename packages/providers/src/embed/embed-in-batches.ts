import type { Embeddings } from '../contract/embedding.ts';
import { ProtocolError } from '../contract/errors/protocol-error.ts';
import { readList } from '../json/read-json-value.ts';

/** What a provider answered for some of the texts. */
export type EmbeddedBatch = { vectors: readonly unknown[]; servedModel: string | null; inputTokens: number | null };

/**
 * Embeds as many texts at a time as the provider takes, `callsAtOnce` calls at a time (default 1), and puts the answers
 * together. Throws `ProtocolError` when an answer does not hold one vector for each text.
 */
export async function embedInBatches(
  providerId: string,
  texts: readonly string[],
  mostTexts: number,
  embed: (texts: readonly string[]) => Promise<EmbeddedBatch>,
  callsAtOnce = 1,
): Promise<Embeddings> {
  const embeddings: { vectors: (readonly number[])[]; servedModel: string | null; inputTokens: number | null } = {
    vectors: [],
    servedModel: null,
    inputTokens: null,
  };
  const asked: (readonly string[])[] = [];
  for (let start = 0; start < texts.length; start += mostTexts) asked.push(texts.slice(start, start + mostTexts));
  for (let start = 0; start < asked.length; start += callsAtOnce) {
    const together = asked.slice(start, start + callsAtOnce);
    for (const [index, batch] of (await Promise.all(together.map(embed))).entries()) {
      embeddings.vectors.push(...checkVectors(providerId, batch.vectors, together[index]?.length ?? 0));
      embeddings.servedModel = batch.servedModel ?? embeddings.servedModel;
      if (batch.inputTokens !== null) embeddings.inputTokens = (embeddings.inputTokens ?? 0) + batch.inputTokens;
    }
  }
  return embeddings;
}

function checkVectors(providerId: string, vectors: readonly unknown[], count: number): readonly (readonly number[])[] {
  const read = vectors.filter(isVector);
  if (read.length === count && vectors.length === count) return read;
  throw new ProtocolError({
    providerId,
    message: `${providerId} answered with ${read.length} vectors for ${count} texts.`,
  });
}

/** Looks at the ends only: a vector is thousands of numbers long. */
function isVector(value: unknown): value is readonly number[] {
  const list = readList(value);
  return typeof list[0] === 'number' && typeof list.at(-1) === 'number';
}
