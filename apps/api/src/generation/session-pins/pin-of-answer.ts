import type { Model } from '@penstock/router';
import type { Generation } from '../generation.ts';
import type { SessionPin } from './session-pins.ts';

/** Providers do not cache shorter prompts. Tokens. */
const usualMinTokens = 1_024;
const shortTtlMs = 300_000;
const longTtlMs = 3_600_000;

/**
 * The pin of a session after an answer. `model`: the model that answered. Null if the prompt is not cached: it was too
 * short, or its price has no cache prices.
 */
export function pinOfAnswer({ attempts }: Pick<Generation, 'attempts'>, model: Model | undefined): SessionPin | null {
  const served = attempts.findLast(({ outcome }) => outcome === 'succeeded');
  if (served === undefined || model === undefined) return null;
  const { inputTokens, cachedInputTokens, cacheWriteTokens, cacheWriteHourTokens = 0 } = served.tokens;
  const told = cachedInputTokens + cacheWriteTokens;
  const whole = told + inputTokens;
  const cachedTokens = cacheWriteTokens > 0 ? told : cachesBySelf(model) && whole >= minTokensOf(model) ? whole : told;
  if (cachedTokens === 0) return null;
  const isLong = cacheWriteHourTokens > 0 || model.promptCache.ttlS === 3600;
  const { modelId, deploymentId } = served;
  return { modelId, deploymentId, cachedTokens, ttlMs: isLong ? longTtlMs : shortTtlMs };
}

function minTokensOf({ promptCache }: Model): number {
  return promptCache.minTokens ?? usualMinTokens;
}

/**
 * Whether the provider caches every long prompt by itself. Such a provider bills cache reads lower than input, and
 * writes no higher.
 */
function cachesBySelf({ price }: Model): boolean {
  if (price === null) return false;
  const { input, cachedInput, cacheWrite } = price;
  return cachedInput.usdPerMTok < input.usdPerMTok && cacheWrite.usdPerMTok <= input.usdPerMTok;
}
