import type { CallBilling } from '../contract/call-billing.ts';
import { type MediaTokens, mediaOf, noTokens, type TokenUsage } from '../contract/token-usage.ts';
import { type JsonObject, readCount, readList, readObject, readText, readTokens } from '../json/read-json-value.ts';

/**
 * Splits Google's usage into buckets. Cached tokens are part of the prompt's. Thinking is not part of the candidates'.
 * Prompt tokens of built-in tools are counted separately. Tokens that only the total includes are hidden thinking.
 */
export function toTokenUsage(usage: JsonObject): TokenUsage {
  const prompt = readTokens(usage.promptTokenCount);
  const cached = Math.min(prompt, readTokens(usage.cachedContentTokenCount));
  const ofTools = readTokens(usage.toolUsePromptTokenCount);
  const output = readTokens(usage.candidatesTokenCount);
  const thoughts = readTokens(usage.thoughtsTokenCount);
  const unexplained = readCount(usage.totalTokenCount) - prompt - ofTools - output - thoughts;
  const hidden = unexplained > 0 && prompt > 0 ? unexplained : 0;
  return {
    ...noTokens,
    inputTokens: prompt - cached + ofTools,
    cachedInputTokens: cached,
    outputTokens: output,
    reasoningTokens: thoughts + hidden,
    ...toMediaTokens(usage),
  };
}

/** Reads Google's counts by modality. Those of the prompt include cached tokens. */
export function toMediaTokens(usage: JsonObject): MediaTokens {
  const ofPrompt = (modality: string) => tokensOf(usage.promptTokensDetails, modality);
  const ofCache = (modality: string) => tokensOf(usage.cacheTokensDetails, modality);
  const ofAnswer = (modality: string) => tokensOf(usage.candidatesTokensDetails, modality);
  return mediaOf({
    audioInputTokens: ofPrompt('AUDIO') - ofCache('AUDIO'),
    imageInputTokens: ofPrompt('IMAGE') - ofCache('IMAGE'),
    audioCachedInputTokens: ofCache('AUDIO'),
    audioOutputTokens: ofAnswer('AUDIO'),
    imageOutputTokens: ofAnswer('IMAGE'),
  });
}

function tokensOf(details: unknown, modality: string): number {
  if (details === undefined) return 0;
  let tokens = 0;
  for (const item of readList(details)) {
    const detail = readObject(item);
    if (detail?.modality === modality) tokens += readTokens(detail.tokenCount);
  }
  return tokens;
}

/** Reads the service tier that served: `STANDARD`, `FLEX` or `PRIORITY`. Vertex calls it `ON_DEMAND_PRIORITY`. */
export function toCallBilling(usage: JsonObject | null): CallBilling | null {
  const tier = readText(usage?.serviceTier) ?? readText(usage?.trafficType);
  const name = tier === null ? null : (tierOfTraffic.get(tier) ?? tier.toLowerCase());
  return name === null ? null : { serviceTier: name };
}

const tierOfTraffic: ReadonlyMap<string, string> = new Map([
  ['ON_DEMAND', 'standard'],
  ['ON_DEMAND_PRIORITY', 'priority'],
  ['ON_DEMAND_FLEX', 'flex'],
]);
