import type { AssistantPart, FinishReason } from '@penstock/providers';
import type { Catalog } from '@penstock/router';
import { isSubstituted } from './explain-substitution.ts';
import { fellBack, type Generation } from './generation.ts';
import type { LiveGeneration } from './live-generation.ts';
import { servedWarnings } from './served-warnings.ts';

/** An answer in the form that the response cache stores. Plain data: it survives a round trip through JSON. */
export type CachedAnswer = {
  modelId: string;
  providerId: string;
  finishReason: FinishReason;
  rawFinishReason: string | null;
  parts: readonly AssistantPart[];
  /** The parsed JSON, if JSON was requested. */
  json: unknown;
  /** Absent: none. */
  providerMetadata?: Readonly<Record<string, unknown>>;
};

/**
 * The answer of a generation for the response cache; null if it is not cached. Only a complete text answer is cached,
 * and only without a fallback or a substituted model. An answer with a tool call, a refusal, log probabilities or a
 * warning is not cached.
 */
export function toCachedAnswer(generation: Generation, catalog: Pick<Catalog, 'resolve'>): CachedAnswer | null {
  const { request, status, modelId, providerId, finishReason, rawFinishReason, attempts } = generation;
  const { parts, json, providerMetadata } = generation;
  if (status !== 'COMPLETED' || finishReason !== 'stop' || modelId === null || providerId === null) return null;
  const served = { requestedModel: request.routing.model, modelId, attempts: [] };
  if (fellBack(generation) || isSubstituted(served, catalog)) return null;
  if (servedWarnings(attempts).length > 0 || !parts.every(isReplayed)) return null;
  if (attempts.some(({ logprobs }) => logprobs !== undefined)) return null;
  const metadata = providerMetadata === null ? {} : { providerMetadata };
  return { modelId, providerId, finishReason, rawFinishReason, parts, json, ...metadata };
}

function isReplayed(part: AssistantPart): boolean {
  return part.type === 'reasoning' || (part.type === 'text' && part.isRefusal !== true);
}

/** Publishes a cached answer as the events of a stream. */
export function replayAnswer(
  { parts, json, ...answeredBy }: CachedAnswer,
  live: LiveGeneration,
  elapsedMs: number,
): void {
  live.progress.served(answeredBy);
  for (const part of parts) {
    if (part.type !== 'text' && part.type !== 'reasoning') continue;
    const { type, text, state } = part;
    if (text !== '') live.publish({ type: `${type}-delta`, text }, elapsedMs);
    live.addPart({ type: `${type}-end`, ...(state !== undefined && { state }) }, elapsedMs);
  }
  live.progress.setJson(json);
}
