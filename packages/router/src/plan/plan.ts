import type { Capability } from '../policy/capability.ts';
import type { CostPreference, Strategy } from '../policy/strategy.ts';
import type { Reason } from './reason.ts';

/** The terms of a request that affect its price. */
export type PriceTerms = {
  /** The requested service tier, in the provider's word. Null: the provider's default. */
  serviceTier: string | null;
  /** Whether it requests prompt caches of an hour. */
  cachesForHour: boolean;
  /** Whether its prompt contains audio or images. */
  hasMedia: boolean;
};

/** The facts of a request for its plan: sizes and preferences, never its text. */
export type PlanRequest = {
  /** Null for the policy's default. */
  strategy: Strategy | null;
  /** The name of a chain, whose models are used in its order. */
  chain: string | null;
  /** The model to use first (id or bare name). With `enableFallback` false, the only one. */
  model: string | null;
  /** Tried in this order after `model`. */
  fallbackModels: readonly string[];
  /** False: the plan has one candidate. */
  enableFallback: boolean;
  /** Use only this provider's models. */
  provider: string | null;
  /** Put this model first if it is eligible. */
  preferredProvider: string | null;
  preferredModel: string | null;
  /** As in `task_preferences`: `code_generation`, `summarization`. */
  taskType: string | null;
  /** Named by the caller, or required by the request (tools, images, JSON schema). */
  requiredCapabilities: readonly Capability[];
  costPreference: CostPreference;
  /** Expected time of the whole answer. */
  maxLatencyMs: number | null;
  /** The maximum cost of the generation. US dollars. */
  costLimitUsd: number | null;
  /** The caller's remaining amount, which the worst case must not exceed. US dollars; null for no limit. */
  budgetRemainingUsd: number | null;
  /** Counted before the call. */
  inputTokens: number;
  /** Tokens of an embedding's longest text, which must fit a window alone. Null: the whole prompt must fit. */
  longestTextTokens: number | null;
  /** As requested. Null for the model's own limit. */
  maxOutputTokens: number | null;
  /** The terms that affect its price. */
  terms: PriceTerms;
};

/** Each score is 0–1; 1 is the best among the candidates. */
export type Scores = { cost: number; quality: number; latency: number };

export type Candidate = {
  modelId: string;
  /** 0–1; the strategy orders by it. */
  score: number;
  scores: Scores;
  /** Cost with the expected output. Null: unpriced. */
  estimatedCostUsd: number | null;
  /** The expected output, in tokens. Null in plans that earlier versions stored. */
  estimatedOutputTokens: number | null;
  /** Cost with the maximum output that the request allows. Null: unpriced. */
  worstCaseCostUsd: number | null;
  /** Milliseconds for the complete answer, from live traffic, else from the catalog. */
  estimatedLatencyMs: number;
  /**
   * The output limit to send instead of the request's. Set if the model, or the cost limit at its price, allows fewer
   * tokens than requested. Null: as requested. `worstCaseCostUsd` is based on it.
   */
  maxOutputTokens: number | null;
  /** Why it has its place. The most important reason comes first. */
  reasons: readonly Reason[];
};

/** The rules that may exclude a model. */
export const exclusionRules = [
  'unknown',
  'inactive',
  'not-configured',
  /** The caller may not use it. */
  'not_allowed',
  'provider',
  'capability',
  'context-window',
  'cost-limit',
  'budget',
  'latency',
  /** Its provider no longer serves it. */
  'retired',
  /** Below the policy's minimum quality. */
  'quality',
  'unavailable',
  'breaker',
  'locality',
  /** A model for trial use, although real models are configured. */
  'sandbox',
  /** Not in the chain that the request names. */
  'chain',
  /** Fallback is off, and only another model may serve. */
  'fallback-off',
] as const;

/** The rule that excludes a model. */
export type ExclusionRule = (typeof exclusionRules)[number];

export type Exclusion = {
  /** The model's id, or the unknown name in the request. */
  modelId: string;
  /** The rule that excludes it, with its figures. */
  reason: Reason<ExclusionRule>;
};

/** Exclusions of models that no request can use: switched off, or not configured. */
export type StaticExclusions = {
  /** UUID version 5 of the exclusions. Equal lists have equal ids. */
  readonly id: string;
  readonly exclusions: readonly Exclusion[];
};

/**
 * The decision: the models to try, their order, and why the others are excluded. Plain data: it survives a round trip
 * through JSON.
 */
export type Plan = {
  strategy: Strategy;
  /**
   * The chain that the plan follows, or null. Usually the chain that the request names. For a task with preferences:
   * their chain, or the generated `task:code_generation`.
   */
  chain: string | null;
  /** In the order of the attempts. */
  candidates: readonly Candidate[];
  /** The exclusions of this request. `allExclusions` adds the static exclusions. */
  exclusions: readonly Exclusion[];
  /** The same value for all plans of one revision of the rules. Null for none. */
  staticExclusions: StaticExclusions | null;
};

/** All exclusions of a plan. Those of its request come first. */
export function allExclusions({ exclusions, staticExclusions }: Plan): readonly Exclusion[] {
  return staticExclusions === null ? exclusions : [...exclusions, ...staticExclusions.exclusions];
}
