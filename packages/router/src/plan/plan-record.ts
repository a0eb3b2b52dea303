import type { Candidate, Exclusion, Plan, Scores } from './plan.ts';
import type { Strategy } from './strategy.ts';

/** A plan as plain data, models by their id: what may be stored, sent and compared. */
export type PlanRecord = {
  strategy: Strategy;
  chain: string | null;
  candidates: readonly CandidateRecord[];
  exclusions: readonly Exclusion[];
};

export type CandidateRecord = {
  modelId: string;
  score: number;
  scores: Scores;
  estimatedCostUsd: number | null;
  worstCaseCostUsd: number | null;
  estimatedLatencyMs: number;
  /** Null: as the request says. */
  maxOutputTokens: number | null;
  reason: string;
};

/** Writes a plan out, every reason in words. */
export function toPlanRecord(plan: Plan): PlanRecord {
  return {
    strategy: plan.strategy,
    chain: plan.chain,
    candidates: plan.candidates.map(toCandidateRecord),
    exclusions: plan.exclusions.map(({ modelId, rule, reason }) => ({ modelId, rule, reason })),
  };
}

export function toCandidateRecord(candidate: Candidate): CandidateRecord {
  return {
    modelId: candidate.model.id,
    score: candidate.score,
    scores: { ...candidate.scores },
    estimatedCostUsd: candidate.estimatedCostUsd,
    worstCaseCostUsd: candidate.worstCaseCostUsd,
    estimatedLatencyMs: candidate.estimatedLatencyMs,
    maxOutputTokens: candidate.maxOutputTokens ?? null,
    reason: candidate.reason,
  };
}
