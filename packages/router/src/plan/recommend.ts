import type { Model } from '../catalog/model.ts';
import type { Capability } from '../policy/capability.ts';
import type { CostPreference, Strategy } from '../policy/strategy.ts';
import { describeDuration, describeScore, describeUsd } from './describe-figures.ts';
import { describeCandidate } from './describe-reasons.ts';
import { allExclusions, type Candidate, type Exclusion, type PlanRequest } from './plan.ts';
import type { PlanInput } from './plan-input.ts';
import { planRequest } from './plan-request.ts';

/** The purpose of recommendations. */
export type RecommendationRequest = {
  /** As `code_generation`. Null for none. */
  taskType: string | null;
  /** Prompt tokens. Null for 1,000. */
  contextLength: number | null;
  /** Null for MEDIUM. */
  costPreference: CostPreference | null;
  requiredCapabilities: readonly Capability[];
  /** Null: CAPABILITY_MATCH if there is a task type, else the policy's default. */
  strategy: Strategy | null;
  /** The maximum number of recommendations. */
  limit: number;
};

export type Recommendation = Omit<Candidate, 'modelId' | 'reasons' | 'maxOutputTokens'> & {
  model: Model;
  /** The reasons for it, one sentence each. The first is the reason for its place. */
  reasons: readonly string[];
};

/** The best models for a purpose, the best first, and why the others cannot serve it. */
export type Recommendations = {
  items: readonly Recommendation[];
  exclusions: readonly Exclusion[];
};

/** The input of recommendations. */
export type RecommendInput = Omit<PlanInput, 'request' | 'rotation' | 'budgets'> & { request: RecommendationRequest };

/** The assumed prompt if none is given. Tokens. */
const usualContextLength = 1000;

/**
 * Ranks the models that can serve a purpose now. Only usable models are recommended. `exclusions` names the others;
 * unconfigured models with the missing settings.
 */
export function recommend(input: RecommendInput): Recommendations {
  const { request } = input;
  const plan = planRequest({ ...input, request: toPlanRequest(input), budgets: null, rotation: 0 });
  const { candidates } = plan;
  const items = candidates.slice(0, Math.max(0, request.limit)).flatMap((candidate) => {
    const model = input.catalog.find(candidate.modelId);
    return model === undefined ? [] : [toRecommendation(candidate, model, candidates, request)];
  });
  return { items, exclusions: allExclusions(plan) };
}

function toPlanRequest({ request, routing }: RecommendInput): PlanRequest {
  const usual = request.taskType === null ? routing.defaultStrategy : 'CAPABILITY_MATCH';
  return {
    strategy: request.strategy ?? usual,
    chain: null,
    model: null,
    fallbackModels: [],
    enableFallback: true,
    provider: null,
    preferredProvider: null,
    preferredModel: null,
    taskType: request.taskType,
    requiredCapabilities: request.requiredCapabilities,
    costPreference: request.costPreference ?? 'MEDIUM',
    maxLatencyMs: null,
    costLimitUsd: null,
    budgetRemainingUsd: null,
    inputTokens: request.contextLength ?? usualContextLength,
    longestTextTokens: null,
    maxOutputTokens: null,
    terms: { serviceTier: null, cachesForHour: false, hasMedia: false },
  };
}

function toRecommendation(
  candidate: Candidate,
  model: Model,
  all: readonly Candidate[],
  request: RecommendationRequest,
): Recommendation {
  const { score, scores, estimatedCostUsd, estimatedOutputTokens, worstCaseCostUsd, estimatedLatencyMs } = candidate;
  const reasons = [
    `${capitalise(describeCandidate(candidate))}.`,
    describeCost(candidate, all),
    `Its quality is ${describeScore(model.quality.score)} of 1 (source: ${model.quality.source}).`,
    describeLatency(candidate, all),
  ];
  if (request.requiredCapabilities.length > 0) {
    reasons.push(`It has the required capabilities: ${request.requiredCapabilities.join(', ')}.`);
  }
  if (model.isLocal) reasons.push('It runs on your own machines: no data leaves them.');
  const estimates = { estimatedCostUsd, estimatedOutputTokens, worstCaseCostUsd, estimatedLatencyMs };
  return { model, score, scores, ...estimates, reasons };
}

function describeCost({ estimatedCostUsd }: Candidate, all: readonly Candidate[]): string {
  if (estimatedCostUsd === null) return 'Its price is not known.';
  if (estimatedCostUsd === 0) return 'It costs nothing.';
  const costs = all.map((other) => other.estimatedCostUsd ?? Infinity);
  const dearer = costs.filter((cost) => cost > estimatedCostUsd).length;
  const rank = dearer === all.length - 1 && all.length > 1 ? ', the least of all eligible models' : '';
  const share = rank === '' && dearer > 0 ? `, less than ${dearer} of the ${all.length - 1} others` : rank;
  return `Such a request costs about ${describeUsd(estimatedCostUsd)}${share}.`;
}

function describeLatency({ estimatedLatencyMs }: Candidate, all: readonly Candidate[]): string {
  const slower = all.filter((other) => other.estimatedLatencyMs > estimatedLatencyMs).length;
  const share = slower > 0 ? `, faster than ${slower} of the ${all.length - 1} others` : '';
  return `The complete answer takes about ${describeDuration(estimatedLatencyMs)}${share}.`;
}

function capitalise(sentence: string): string {
  return sentence.slice(0, 1).toUpperCase() + sentence.slice(1);
}
