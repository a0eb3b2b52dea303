import type { LanguageModelV4Usage } from '@ai-sdk/provider';
import type { CallBilling } from '../contract/call-billing.ts';
import { noTokens, type TokenUsage } from '../contract/token-usage.ts';
import { toCallBilling as ofGoogle, toMediaTokens } from '../google/google-usage.ts';
import { type JsonObject, readCount, readList, readObject, readText, readTokens } from '../json/read-json-value.ts';

/**
 * Splits the AI SDK's usage into disjoint buckets. Null if it has neither input nor output. Its totals include their
 * parts. The provider's own usage, `raw`, adds the lifetime of cache writes, thinking that only its total includes, and
 * Gemini's tokens of audio and images.
 */
export function toTokenUsage(usage: LanguageModelV4Usage): TokenUsage | null {
  const { inputTokens, outputTokens } = usage;
  if (inputTokens.total === undefined && outputTokens.total === undefined) return null;
  const raw = readObject(usage.raw);
  const input = readTokens(inputTokens.total);
  const cached = Math.min(input, readTokens(inputTokens.cacheRead));
  const written = Math.min(input - cached, readTokens(inputTokens.cacheWrite));
  const hour = Math.min(written, raw === null ? 0 : hourWritesOf(raw));
  const output = readTokens(outputTokens.total);
  const reasoning = Math.min(output, readTokens(outputTokens.reasoning));
  return {
    ...noTokens,
    inputTokens: input - cached - written,
    cachedInputTokens: cached,
    cacheWriteTokens: written,
    ...(hour > 0 && { cacheWriteHourTokens: hour }),
    outputTokens: output - reasoning,
    reasoningTokens: reasoning + (raw === null ? 0 : hiddenTokensOf(raw, input, output)),
    ...(raw !== null && toMediaTokens(raw)),
  };
}

/** The forms of Anthropic (Vertex) and Bedrock. */
function hourWritesOf(raw: JsonObject): number {
  const creation = readObject(raw.cache_creation);
  if (creation !== null) return readTokens(creation.ephemeral_1h_input_tokens);
  let tokens = 0;
  for (const item of readList(raw.cacheDetails)) {
    const detail = readObject(item);
    if (detail?.ttl === '1h') tokens += readTokens(detail.inputTokens);
  }
  return tokens;
}

/** Tokens that only the provider's total includes: hidden thinking of Gemini. */
function hiddenTokensOf({ totalTokenCount }: JsonObject, input: number, output: number): number {
  const hidden = readCount(totalTokenCount) - input - output;
  return hidden > 0 && input > 0 ? hidden : 0;
}

/** Reads the service tier that served, in the forms of Bedrock and Vertex. */
export function toCallBilling(
  usage: LanguageModelV4Usage,
  metadata: Readonly<Record<string, unknown>> | undefined,
): CallBilling | null {
  const raw = readObject(usage.raw);
  const ofBedrock = readObject(readObject(metadata?.bedrock)?.serviceTier);
  const tier = readText(ofBedrock?.type) ?? readText(raw?.service_tier);
  return tier === null ? ofGoogle(raw) : { serviceTier: tier.toLowerCase() };
}
