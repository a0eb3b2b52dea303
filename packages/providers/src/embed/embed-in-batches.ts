import type { Embeddings } from '../contract/embedding.ts';
import { ProtocolError } from '../contract/errors/protocol-error.ts';

/** The provider's vectors for some of the texts. `inputTokens`: null or NaN if the provider sent no valid count. */
export type EmbeddedBatch = { vectors: readonly unknown[]; servedModel: string | null; inputTokens: number | null };

/** No model makes longer vectors. */
const mostDimensions = 65_536;
/** The assumed length if the request sets none: the longest in common use. */
const usualDimensions = 4096;
/** One number of a vector in JSON, with its comma. */
const bytesPerNumber = 24;

/** The number of texts per call whose vectors fit into an answer of `answerBytes`. At least one. */
export function textsWithin(answerBytes: number, dimensions: number | null): number {
  return Math.max(1, Math.floor(answerBytes / ((dimensions ?? usualDimensions) * bytesPerNumber)));
}

/**
 * Embeds texts in batches of the provider's size, `callsAtOnce` calls at a time (default 1), and joins the responses.
 * Throws `ProtocolError` if a response does not have one vector for each text, or has vectors of several lengths.
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
  const counts: (number | null)[] = [];
  const batches: (readonly string[])[] = [];
  for (let start = 0; start < texts.length; start += mostTexts) batches.push(texts.slice(start, start + mostTexts));
  for (let start = 0; start < batches.length; start += callsAtOnce) {
    const together = batches.slice(start, start + callsAtOnce);
    for (const [index, batch] of (await Promise.all(together.map(embed))).entries()) {
      const vectors = checkVectors(providerId, batch.vectors, together[index]?.length ?? 0);
      for (const vector of vectors) embeddings.vectors.push(vector);
      embeddings.servedModel = batch.servedModel ?? embeddings.servedModel;
      counts.push(batch.inputTokens);
    }
  }
  checkLengths(providerId, embeddings.vectors, embeddings.vectors[0]?.length ?? 0);
  embeddings.inputTokens = sumOf(counts);
  return embeddings;
}

/** Null if a count is missing or invalid. The caller then counts all tokens. */
function sumOf(counts: readonly (number | null)[]): number | null {
  let sum: number | null = null;
  for (const count of counts) if (count !== null) sum = (sum ?? 0) + count;
  return sum !== null && Number.isFinite(sum) ? sum : null;
}

function checkVectors(providerId: string, vectors: readonly unknown[], count: number): readonly (readonly number[])[] {
  const read = vectors.length === count ? vectors.filter(isVector) : [];
  if (read.length !== count) {
    const found = vectors.length === count ? read.length : vectors.length;
    throw new ProtocolError({
      providerId,
      message: `${providerId} answered with ${found} vectors for ${count} texts.`,
    });
  }
  return read;
}

/** Throws `ProtocolError` for a vector of another length. */
export function checkLengths(providerId: string, vectors: Embeddings['vectors'], length: number): void {
  const odd = vectors.find((vector) => vector.length !== length);
  if (odd === undefined) return;
  throw new ProtocolError({
    providerId,
    message: `${providerId} answered with a vector of ${odd.length} numbers instead of ${length}.`,
  });
}

function isVector(value: unknown): value is readonly number[] {
  if (!Array.isArray(value) || value.length === 0 || value.length > mostDimensions) return false;
  for (const number of value) if (!Number.isFinite(number)) return false;
  return true;
}
