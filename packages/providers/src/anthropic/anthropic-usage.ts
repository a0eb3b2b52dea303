import type { CallBilling } from '../contract/call-billing.ts';
import { noTokens, type TokenUsage, usageOf } from '../contract/token-usage.ts';
import { type JsonObject, readCount, readList, readObject, readText, readTokens } from '../json/read-json-value.ts';

/**
 * Reads Anthropic's usage. Input, cache reads and cache writes are already disjoint. `cache_creation` splits the writes
 * by their lifetime. Thinking is part of `output_tokens`, and is separated only if the answer reports it. If the
 * provider summarized the conversation first, its counts omit that call, and `iterations` lists it.
 */
export function toTokenUsage(usage: JsonObject): TokenUsage {
  const compactions = readList(usage.iterations)
    .slice(0, mostIterations)
    .map(readObject)
    .filter((iteration) => iteration?.type === 'compaction');
  let sum = toCallUsage(usage);
  for (const compaction of compactions) if (compaction !== null) sum = sumOf(sum, toCallUsage(compaction));
  return sum;
}

/** The maximum number of calls read from one answer. */
const mostIterations = 100;

function sumOf(one: TokenUsage, other: TokenUsage): TokenUsage {
  const hour = (one.cacheWriteHourTokens ?? 0) + (other.cacheWriteHourTokens ?? 0);
  return {
    ...usageOf((bucket) => one[bucket] + other[bucket]),
    ...(hour > 0 && { cacheWriteHourTokens: hour }),
  };
}

function toCallUsage(usage: JsonObject): TokenUsage {
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

/** Reads the service tier that served: `standard`, `priority` or `batch`. */
export function toCallBilling(usage: JsonObject | null): CallBilling | null {
  const tier = readText(usage?.service_tier);
  return tier === null ? null : { serviceTier: tier };
}

/** Anthropic's usage has about ten members. */
const mostUsageMembers = 100;

/**
 * Merges the usage of a later event into the usage of earlier events. Counts are cumulative, so the larger one is
 * valid. A later zero or null changes nothing. A longer object is not usage, and changes nothing.
 */
export function mergeUsage(earlier: JsonObject | null, later: JsonObject): JsonObject {
  const merged: Record<string, unknown> = { ...earlier };
  for (const [name, value] of Object.entries(later).slice(0, mostUsageMembers)) {
    if (value === null || readTokens(value) < readTokens(merged[name])) continue;
    merged[name] = value;
  }
  if (earlier !== null && isInputTakenApart(earlier, later)) merged.input_tokens = later.input_tokens;
  return Object.keys(merged).length <= mostUsageMembers ? merged : (earlier ?? {});
}

/** Servers that copy the protocol begin with the whole prompt, and report its cached part only at the end. */
function isInputTakenApart(earlier: JsonObject, later: JsonObject): boolean {
  const uncached = readCount(later.input_tokens);
  const cache = readCount(later.cache_read_input_tokens) + readCount(later.cache_creation_input_tokens);
  return uncached > 0 && cache > 0 && uncached + cache === readCount(earlier.input_tokens);
}
