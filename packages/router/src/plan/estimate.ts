import { rateFor } from '../catalog/cost.ts';
import type { Model } from '../catalog/model.ts';
import type { Price } from '../catalog/price.ts';
import type { ModelHealth } from '../health/health-view.ts';
import { expectedThinkingTokens } from './expected-output.ts';

/** Expected tokens of an answer, reasoning included. */
export function expectedOutputTokens(model: Model, expectedAnswerTokens: number): number {
  return model.thinksFirst ? expectedAnswerTokens + expectedThinkingTokens : expectedAnswerTokens;
}

/** The longest answer that the request, the model and the remaining window allow. Tokens, at least 1. */
export function longestOutputTokens(model: Model, inputTokens: number, maxOutputTokens: number | null): number {
  const asked = maxOutputTokens ?? model.maxOutputTokens;
  return Math.max(1, Math.min(asked, model.maxOutputTokens, model.contextWindow - inputTokens));
}

/** US dollars for a prompt without cached tokens, and for the fee of the call. */
function promptCostUsd(price: Price, inputTokens: number): number {
  return (inputTokens * rateFor(price.input, inputTokens)) / 1_000_000 + price.requestUsd;
}

/**
 * US dollars per million tokens of output. Reasoning is billed as output. If it has its own price, the higher price
 * counts.
 */
export function outputUsdPerMTok(price: Price, inputTokens: number): number {
  const answerUsd = rateFor(price.output, inputTokens);
  if (price.reasoning === price.output) return answerUsd;
  return Math.max(answerUsd, rateFor(price.reasoning, inputTokens));
}

/** US dollars for a number of uncached tokens. */
export function callCostUsd(price: Price, inputTokens: number, outputTokens: number): number {
  return promptCostUsd(price, inputTokens) + (outputTokens * outputUsdPerMTok(price, inputTokens)) / 1_000_000;
}

/** Milliseconds for a complete answer: first token and speed from live traffic, else from the catalog. */
export function expectedLatencyMs(model: Model, health: ModelHealth, outputTokens: number): number {
  const firstTokenMs = health.firstTokenMs ?? model.expectedLatency.firstTokenMs;
  const tokensPerSecond = health.tokensPerSecond ?? model.expectedLatency.tokensPerSecond;
  return firstTokenMs + (outputTokens * 1000) / Math.max(tokensPerSecond, 0.1);
}
