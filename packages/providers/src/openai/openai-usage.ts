import type { CallBilling } from '../contract/call-billing.ts';
import { mediaOf, noTokens, type TokenUsage } from '../contract/token-usage.ts';
import { type JsonObject, readCount, readObject, readText, readTokens, readUsd } from '../json/read-json-value.ts';

/**
 * Splits the usage of the openai dialect, and of Responses, into disjoint buckets. Cached tokens are part of
 * `prompt_tokens`. Reasoning tokens are part of `completion_tokens`, unless the total shows that the provider counts
 * them in addition. Tokens that only the total includes are hidden reasoning (Gemini's address for this dialect).
 * Tokens of audio and images are parts of the prompt and of the completion.
 */
export function toTokenUsage(usage: JsonObject): TokenUsage {
  // Some proxies use the names of the Responses API.
  const prompt = firstTokens(usage.prompt_tokens, usage.input_tokens);
  const completion = firstTokens(usage.completion_tokens, usage.output_tokens);
  const promptDetails = readObject(usage.prompt_tokens_details ?? usage.input_tokens_details);
  const completionDetails = readObject(usage.completion_tokens_details ?? usage.output_tokens_details);
  const cache = cacheOf(usage, promptDetails);
  const beside = countBeside(usage.total_tokens, prompt, completion);
  const cacheTokens = cache.read + cache.written;
  const isCacheBeside = cacheTokens > 0 && beside >= cacheTokens && (cache.read > prompt || beside === cacheTokens);
  const cached = isCacheBeside ? cache.read : Math.min(prompt, cache.read);
  const uncached = isCacheBeside ? prompt + cache.written : prompt - cached;
  const written = Math.min(uncached, cache.written);
  const hour = Math.min(written, cache.hour);
  const hidden = isCacheBeside ? beside - cacheTokens : beside;
  return {
    ...noTokens,
    inputTokens: uncached - written,
    cachedInputTokens: cached,
    cacheWriteTokens: written,
    ...(hour > 0 && { cacheWriteHourTokens: hour }),
    ...outputOf(completion, firstTokens(completionDetails?.reasoning_tokens, usage.reasoning_tokens), hidden),
    ...mediaOf({
      audioInputTokens: readTokens(promptDetails?.audio_tokens),
      imageInputTokens: readTokens(promptDetails?.image_tokens),
      audioCachedInputTokens: 0,
      audioOutputTokens: readTokens(completionDetails?.audio_tokens),
      imageOutputTokens: readTokens(completionDetails?.image_tokens),
    }),
  };
}

/** The first count that is not zero, because proxies fill in zeros for unused names. */
function firstTokens(...values: readonly unknown[]): number {
  for (const value of values) {
    const tokens = readTokens(value);
    if (tokens !== 0) return tokens;
  }
  return 0;
}

/**
 * Tokens read from and written to the prompt cache, under each provider's names. `hour`: the part of `written` that is
 * kept for an hour.
 */
function cacheOf(usage: JsonObject, details: JsonObject | null): { read: number; written: number; hour: number } {
  const creation = readObject(details?.cache_creation ?? usage.cache_creation);
  const hour = readTokens(creation?.ephemeral_1h_input_tokens);
  return {
    read: firstTokens(
      details?.cached_tokens,
      // DeepSeek.
      usage.prompt_cache_hit_tokens,
      // Moonshot, and Cohere's address for this dialect.
      usage.cached_tokens,
      // Mistral.
      usage.num_cached_tokens,
      // Anthropic's name, which proxies keep.
      usage.cache_read_input_tokens,
    ),
    written: firstTokens(
      // OpenRouter.
      details?.cache_write_tokens,
      // LiteLLM.
      details?.cache_creation_tokens,
      // Alibaba.
      details?.cache_creation_input_tokens,
      usage.cache_creation_input_tokens,
      hour + readTokens(creation?.ephemeral_5m_input_tokens),
    ),
    hour,
  };
}

/** Tokens of the total that neither the prompt nor the completion includes. 0 if one of them is missing or invalid. */
function countBeside(total: unknown, prompt: number, completion: number): number {
  const beside = readCount(total) - prompt - completion;
  return beside > 0 && prompt > 0 && completion > 0 ? beside : 0;
}

/** `hidden`: tokens that neither the prompt nor the completion includes. */
function outputOf(
  completion: number,
  reasoning: number,
  hidden: number,
): Pick<TokenUsage, 'outputTokens' | 'reasoningTokens'> {
  // Perplexity's deep research: there are more reasoning tokens than completion tokens, and the total omits them.
  const isBeside = reasoning > completion || (reasoning > 0 && hidden >= reasoning);
  if (isBeside) return { outputTokens: completion, reasoningTokens: Math.max(reasoning, hidden) };
  return { outputTokens: completion - reasoning, reasoningTokens: reasoning + hidden };
}

/** The unit in which xAI states a cost: this many units make one US dollar. */
const ticksPerUsd = 10_000_000_000;

/**
 * Reads the bill. Stated costs: OpenRouter (`cost`), Perplexity (`cost.total_cost`), xAI (`cost_in_usd_ticks`) and
 * DeepInfra (`estimated_cost`). `serviceTier`: the tier in the chunk, if the provider writes it there.
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
  // With the caller's own key, OpenRouter charges a fee, and the provider behind it bills the rest.
  return stated + (readUsd(readObject(usage.cost_details)?.upstream_inference_cost) ?? 0);
}
