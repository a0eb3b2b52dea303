import { rateFor } from '../catalog/cost.ts';
import type { Draft } from './draft.ts';
import { healthReason } from './health-factor.ts';
import type { PlanContext } from './plan-context.ts';
import type { Reason } from './reason.ts';

/** The codes of the reasons for a warm cache. */
export type WarmCode = 'warm-cache' | 'left-warm-cache';

/**
 * Puts the model with the warm cache first, unless the plan's own first model saves more than the cache. Only for
 * models that the strategy alone orders: models that a request or the policy puts first stay first. Null if no cache is
 * warm, or another model would be first anyway. The reason has both amounts, US dollars.
 */
export function keepWarm(drafts: Draft[], { request, warmCache }: PlanContext): Reason<WarmCode> | null {
  if (warmCache === null) return null;
  const index = drafts.findIndex(({ model }) => model.id === warmCache.modelId);
  const [first, warm] = [drafts[0], drafts[index]];
  if (first === undefined || warm === undefined || warm.placement.place !== first.placement.place) return null;
  if (healthReason(warm.health)?.code === 'failing') return null;
  const savedUsd = savedByCache(warm, Math.min(warmCache.cachedTokens, request.inputTokens), request.inputTokens);
  const gainUsd = first === warm ? 0 : gainOf(first, warm);
  const isLeft = gainUsd > savedUsd;
  if (!isLeft) {
    drafts.splice(index, 1);
    drafts.unshift(warm);
  }
  const figures = { modelId: warm.model.id, savedUsd, gainUsd };
  return { code: isLeft ? 'left-warm-cache' : 'warm-cache', figures };
}

/** The saving by the cached tokens. US dollars; 0 for a model without a price. */
function savedByCache({ model: { price } }: Draft, cachedTokens: number, inputTokens: number): number {
  if (price === null) return 0;
  const rate = rateFor(price.input, inputTokens) - rateFor(price.cachedInput, inputTokens);
  return Math.max(0, (cachedTokens * rate) / 1_000_000);
}

/** The saving by the plan's first model, without any cache. US dollars; 0 if a price is unknown. */
function gainOf(first: Draft, warm: Draft): number {
  if (first.estimatedCostUsd === null || warm.estimatedCostUsd === null) return 0;
  return warm.estimatedCostUsd - first.estimatedCostUsd;
}

const words: Readonly<Record<WarmCode, (figures: Reason['figures']) => string>> = {
  'warm-cache': ({ savedUsd, gainUsd }) =>
    `its prompt cache is warm and saves ${usd(savedUsd)}, more than the ${usd(gainUsd)} that another model would save`,
  'left-warm-cache': ({ modelId, savedUsd, gainUsd }) =>
    `saves ${usd(gainUsd)}, more than the ${usd(savedUsd)} that the warm prompt cache of ${modelId} saves`,
};

export function isWarmReason(reason: Reason): reason is Reason<WarmCode> {
  return Object.hasOwn(words, reason.code);
}

/** The reason as text, without a full stop. */
export function describeWarmth({ code, figures }: Reason<WarmCode>): string {
  return words[code](figures);
}

function usd(figure: Reason['figures'][string] | undefined): string {
  return `$${Math.max(0, Number(figure)).toFixed(6)}`;
}
