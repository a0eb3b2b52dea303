import type { Candidate, Model, Plan } from '@penstock/router';

/** A candidate of a manual plan, with the given differences. */
export function buildCandidate(modelId: string, differences: Partial<Candidate> = {}): Candidate {
  return {
    modelId,
    score: 1,
    scores: { cost: 1, quality: 1, latency: 1 },
    estimatedCostUsd: null,
    estimatedOutputTokens: 100,
    worstCaseCostUsd: null,
    estimatedLatencyMs: 1_000,
    maxOutputTokens: null,
    reasons: [{ code: 'MANUAL', figures: { number: 1 } }],
    ...differences,
  };
}

/** A plan that tries the models in their order, with the given differences. */
export function buildPlan(models: readonly Pick<Model, 'id'>[], differences: Partial<Plan> = {}): Plan {
  const candidates = models.map(({ id }) => buildCandidate(id));
  return { strategy: 'MANUAL', chain: null, candidates, exclusions: [], staticExclusions: null, ...differences };
}
