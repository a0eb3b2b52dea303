import type { CallBilling } from '../contract/call-billing.ts';
import { noTokens, type TokenUsage } from '../contract/token-usage.ts';
import { type JsonObject, readObject, readText, readTokens } from '../json/read-json-value.ts';

/**
 * Reads Anthropic's usage. Input, cache reads and cache writes are already disjoint. `cache_creation` splits the writes
 * by their lifetime. Thinking is part of `output_tokens`, and is separated only where the answer reports it.
 */
export function toTokenUsage(usage: JsonObject): TokenUsage {
  const output = readTokens(usage.output_tokens);
  const details = readObject(usage.output_tokens_details);
  const reasoning = Math.min(output, readTokens(details?.thinking_tokens ?? details?.reasoning_tokens));
  const creation = readObject(usage.cache_creation);
  const ofHour = readTokens(creation?.ephemeral_1h_input_tokens);
  const written = readTokens(
    usage.cache_creation_input_tokens ?? ofHour + readTokens(creation?.ephemeral_5m_input_tokens),
  );
  const hour = Math.min(written, ofHour);
  return {
    ...noTokens,
    inputTokens: readTokens(usage.input_tokens),
    cachedInputTokens: readTokens(usage.cache_read_input_tokens),
    cacheWriteTokens: written,
    ...(hour > 0 && { cacheWriteHourTokens: hour }),
    outputTokens: output - reasoning,
    reasoningTokens: reasoning,
  };
}

/** Reads the tier that served: `standard`, `priority` or `batch`. */
export function toCallBilling(usage: JsonObject | null): CallBilling | null {
  const tier = readText(usage?.service_tier);
  return tier === null ? null : { serviceTier: tier };
}

/** Anthropic's usage has some ten members. */
const mostUsageMembers = 100;

/**
 * Merges the usage of a later event into that of earlier ones. Counts are cumulative, so the larger one is valid; a later
 * zero or null says nothing. A longer object is not usage, and changes nothing.
 */
export function mergeUsage(earlier: JsonObject | null, later: JsonObject): JsonObject {
  const merged: Record<string, unknown> = { ...earlier };
  for (const [name, value] of Object.entries(later).slice(0, mostUsageMembers)) {
    const known = merged[name];
    if (value === null || (typeof value === 'number' && typeof known === 'number' && value < known)) continue;
    merged[name] = value;
  }
  return Object.keys(merged).length <= mostUsageMembers ? merged : (earlier ?? {});
}
