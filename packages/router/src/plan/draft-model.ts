import { priceOfTier } from '../catalog/cost.ts';
import type { HealthView } from '../health/health-view.ts';
import type { CatalogEntry } from './catalog-index.ts';
import type { Draft } from './draft.ts';
import { callCostUsd, expectedLatencyMs, expectedOutputTokens, longestOutputTokens } from './estimate.ts';
import { byStrategyAlone } from './placement.ts';
import type { PlanContext } from './plan-context.ts';
import { worstCallUsd, worstOutputUsdPerMTok, worstPromptUsd } from './worst-case.ts';

/** Begins a draft of a model: its cost for the request, and its time. */
export function draftModel(entry: CatalogEntry, health: HealthView, context: PlanContext): Draft {
  const { model } = entry;
  const { inputTokens, maxOutputTokens, terms } = context.request;
  const modelHealth = health.read(model.id);
  let outputLimitTokens = longestOutputTokens(model, inputTokens, maxOutputTokens);
  const outputTokens = Math.min(expectedOutputTokens(model, context.expectedAnswerTokens), outputLimitTokens);
  let heldOutputTokens = maxOutputTokens !== null && maxOutputTokens > outputLimitTokens ? outputLimitTokens : null;
  let estimatedCostUsd: number | null = null;
  let worstCaseCostUsd: number | null = null;
  const { price } = model;
  if (price !== null) {
    const priced = { price, promptCache: model.promptCache };
    if (context.costLimitUsd !== null && maxOutputTokens === null) {
      const usdPerToken = worstOutputUsdPerMTok(priced, inputTokens, terms) / 1_000_000;
      const leftUsd = context.costLimitUsd - worstPromptUsd(priced, inputTokens, terms);
      const affordable = usdPerToken > 0 ? Math.max(1, Math.floor(leftUsd / usdPerToken)) : outputLimitTokens;
      if (affordable < outputLimitTokens) {
        outputLimitTokens = affordable;
        heldOutputTokens = affordable;
      }
    }
    const expected = terms.serviceTier === null ? price : priceOfTier(price, terms.serviceTier);
    estimatedCostUsd = callCostUsd(expected, inputTokens, outputTokens);
    // The same calculation as for the reservation of the call.
    worstCaseCostUsd = worstCallUsd(priced, inputTokens, outputLimitTokens, terms);
  }
  return {
    entry,
    model,
    health: modelHealth,
    estimatedCostUsd,
    estimatedOutputTokens: outputTokens,
    worstCaseCostUsd,
    estimatedLatencyMs: expectedLatencyMs(model, modelHealth, outputTokens),
    heldOutputTokens,
    scores: { cost: 0, quality: 0, latency: 0 },
    score: 0,
    placement: byStrategyAlone,
    readmitted: null,
  };
}
