import type { Embeddings } from '../contract/embedding.ts';
import { ProtocolError } from '../contract/errors/protocol-error.ts';
import { readList } from '../json/read-json-value.ts';

/** What a provider answered for some of the texts. */
export type EmbeddedBatch = { vectors: readonly unknown[]; servedModel: string | null; inputTokens: number | null };

/**
 * Embeds as many texts at a time as the provider takes, one call after the other, and puts the answers together.
 * Throws `ProtocolError` when an answer does not hold one vector for each text.
 */
export async function embedInBatches(
  providerId: string,
  texts: readonly string[],
  mostTexts: number,
  embed: (texts: readonly string[]) => Promise<EmbeddedBatch>,
): Promise<Embeddings> {
  const vectors: (readonly number[])[] = [];
  let servedModel: string | null = null;
  let inputTokens: number | null = null;
  for (let start = 0; start < texts.length; start += mostTexts) {
    const asked = texts.slice(start, start + mostTexts);
    const batch = await embed(asked);
    vectors.push(...checkVectors(providerId, batch.vectors, asked.length));
    servedModel = batch.servedModel ?? servedModel;
    if (batch.inputTokens !== null) inputTokens = (inputTokens ?? 0) + batch.inputTokens;
  }
  return { vectors, servedModel, inputTokens };
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
