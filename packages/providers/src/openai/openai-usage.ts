import type { CallBilling } from '../contract/call-billing.ts';
import { mediaOf, noTokens, type TokenUsage } from '../contract/token-usage.ts';
import { type JsonObject, readCount, readObject, readText, readTokens, readUsd } from '../json/read-json-value.ts';

/**
 * Splits the usage of the openai dialect into disjoint buckets. Cached tokens are part of `prompt_tokens`, and reasoning
 * tokens are part of `completion_tokens`, unless the total shows that the provider counts them beside. Tokens that only
 * the total counts are hidden reasoning (Gemini's address for this dialect). Tokens of audio and images are parts of the
 * prompt and of the completion.
 */
export function toTokenUsage(usage: JsonObject): TokenUsage {
  // Some proxies use the names of the Responses API.
  const prompt = readTokens(usage.prompt_tokens ?? usage.input_tokens);
  const completion = readTokens(usage.completion_tokens ?? usage.output_tokens);
  const promptDetails = readObject(usage.prompt_tokens_details ?? usage.input_tokens_details);
  const completionDetails = readObject(usage.completion_tokens_details ?? usage.output_tokens_details);
  // DeepSeek: prompt_cache_hit_tokens. Moonshot and Cohere's compatible endpoint: cached_tokens beside prompt_tokens.
  const statedCached = readTokens(promptDetails?.cached_tokens ?? usage.prompt_cache_hit_tokens ?? usage.cached_tokens);
  const beside = countBeside(usage.total_tokens, prompt, completion);
  const isCacheBeside = statedCached > prompt && beside >= statedCached;
  const cached = isCacheBeside ? statedCached : Math.min(prompt, statedCached);
  const uncached = isCacheBeside ? prompt : prompt - cached;
  const written = Math.min(uncached, readTokens(promptDetails?.cache_write_tokens));
  const hidden = isCacheBeside ? beside - statedCached : beside;
  return {
    ...noTokens,
    inputTokens: uncached - written,
    cachedInputTokens: cached,
    cacheWriteTokens: written,
    ...outputOf(completion, readTokens(completionDetails?.reasoning_tokens ?? usage.reasoning_tokens), hidden),
    ...mediaOf({
      audioInputTokens: readTokens(promptDetails?.audio_tokens),
      imageInputTokens: readTokens(promptDetails?.image_tokens),
      audioCachedInputTokens: 0,
      audioOutputTokens: readTokens(completionDetails?.audio_tokens),
      imageOutputTokens: readTokens(completionDetails?.image_tokens),
    }),
  };
}

/** Tokens of the total that neither the prompt nor the completion counts. 0 where one of them is missing or invalid. */
function countBeside(total: unknown, prompt: number, completion: number): number {
  const beside = readCount(total) - prompt - completion;
  return beside > 0 && prompt > 0 && completion > 0 ? beside : 0;
}

/** `hidden`: tokens that neither the prompt nor the completion counts. */
function outputOf(
  completion: number,
  reasoning: number,
  hidden: number,
): Pick<TokenUsage, 'outputTokens' | 'reasoningTokens'> {
  // Perplexity's deep research: reasoning outnumbers the completion, and the total omits it.
  const isBeside = reasoning > completion || (reasoning > 0 && hidden >= reasoning);
  if (isBeside) return { outputTokens: completion, reasoningTokens: Math.max(reasoning, hidden) };
  return { outputTokens: completion - reasoning, reasoningTokens: reasoning + hidden };
}

/** The amounts in which xAI states a cost: this many make one US dollar. */
const ticksPerUsd = 10_000_000_000;

/**
 * Reads the bill. Stated costs: OpenRouter (`cost`), Perplexity (`cost.total_cost`), xAI (`cost_in_usd_ticks`) and
 * DeepInfra (`estimated_cost`). `serviceTier`: of the chunk, where the provider names it there.
 */
export function toCallBilling(usage: JsonObject | null, serviceTier: unknown): CallBilling | null {
  const tier = readText(serviceTier) ?? readText(usage?.service_tier);
  const searchContext = readText(usage?.search_context_size);
  const statedUsd = usage === null ? undefined : statedCost(usage);
  if (tier === null && searchContext === null && statedUsd === undefined) return null;
  return {
    ...(tier !== null && { serviceTier: tier }),
    ...(searchContext !== null && { searchContext }),
    ...(statedUsd !== undefined && { statedUsd }),
  };
}

function statedCost(usage: JsonObject): number | undefined {
  if (typeof usage.cost_in_usd_ticks === 'number') return readUsd(usage.cost_in_usd_ticks / ticksPerUsd);
  const cost = readObject(usage.cost)?.total_cost ?? usage.cost ?? usage.total_cost ?? usage.estimated_cost;
  const stated = readUsd(cost);
  if (stated === undefined || usage.is_byok !== true) return stated;
  // OpenRouter with the caller's own key takes a fee; the provider behind it bills the rest.
  return stated + (readUsd(readObject(usage.cost_details)?.upstream_inference_cost) ?? 0);
}
