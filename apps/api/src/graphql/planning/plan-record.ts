import type { Exclusion, Plan, Scores, Strategy } from '@penstock/router';

/** A plan as it is kept and shown: models by their ids, since the catalog may have moved on when it is read. */
export type PlanRecord = {
  strategy: Strategy;
  chain: string | null;
  candidates: readonly CandidateRecord[];
  exclusions: readonly Exclusion[];
  /** Prompt tokens as counted before the call. */
  inputTokens: number;
};

export type CandidateRecord = {
  modelId: string;
  score: number;
  scores: Scores;
  estimatedCostUsd: number | null;
  worstCaseCostUsd: number | null;
  estimatedLatencyMs: number;
  reason: string;
};

/** `countInputTokens` is called when the figure is asked for: counting a long prompt takes milliseconds. */
export function toPlanRecord(plan: Plan, countInputTokens: () => number): PlanRecord {
  return {
    strategy: plan.strategy,
    chain: plan.chain,
    candidates: plan.candidates.map(({ model, ...rest }) => ({ modelId: model.id, ...rest })),
    exclusions: plan.exclusions,
    get inputTokens() {
      return countInputTokens();
    },
  };
}
