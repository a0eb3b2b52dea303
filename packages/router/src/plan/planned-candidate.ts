import type { Model } from '../catalog/model.ts';
import { describeCount, describeDuration, describeUsd } from './describe-figures.ts';
import type { Draft } from './draft.ts';
import { describeHealthFactor } from './health-factor.ts';
import type { Candidate, Scores } from './plan.ts';
import type { PlanContext } from './plan-context.ts';
import { type CandidateRecord, toCandidateRecord } from './plan-record.ts';
import { strategyOf } from './strategies/all-strategies.ts';

/** A candidate whose reason is only put into words when someone reads it: a plan is made for every request. */
export class PlannedCandidate implements Candidate {
  readonly model: Model;
  readonly score: number;
  readonly scores: Scores;
  readonly estimatedCostUsd: number | null;
  readonly worstCaseCostUsd: number | null;
  readonly estimatedLatencyMs: number;
  declare readonly maxOutputTokens?: number;
  readonly #draft: Draft;
  readonly #context: PlanContext;

  constructor(draft: Draft, context: PlanContext) {
    this.model = draft.model;
    this.score = draft.score;
    this.scores = draft.scores;
    this.estimatedCostUsd = draft.estimatedCostUsd;
    this.worstCaseCostUsd = draft.worstCaseCostUsd;
    this.estimatedLatencyMs = draft.estimatedLatencyMs;
    if (draft.heldOutputTokens !== null) this.maxOutputTokens = draft.heldOutputTokens;
    this.#draft = draft;
    this.#context = context;
  }

  get reason(): string {
    return explainCandidate(this.#draft, this.#context);
  }

  /** For `JSON.stringify`, which would not see the reason. */
  toJSON(): CandidateRecord {
    return toCandidateRecord(this);
  }
}

function explainCandidate(draft: Draft, context: PlanContext): string {
  const parts = [strategyOf(context.strategy).explain(draft, context)];
  if (draft.placement.because !== null) parts.unshift(draft.placement.because);
  const moved = describeHealthFactor(draft.health);
  if (moved !== null && draft.placement.because === null) parts.push(moved);
  parts.push(`about ${describeDuration(draft.estimatedLatencyMs)} and ${describeCost(draft.estimatedCostUsd)}`);
  if (draft.heldOutputTokens !== null) {
    parts.push(`the answer is held to ${describeCount(draft.heldOutputTokens)} tokens`);
  }
  return parts.join('; ');
}

function describeCost(usd: number | null): string {
  return usd === null ? 'an unknown price' : describeUsd(usd);
}
