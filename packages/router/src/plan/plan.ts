import type { Capability } from '../policy/capability.ts';
import type { CostPreference, Strategy } from '../policy/strategy.ts';
import type { Reason } from './reason.ts';

/** What a request says about its price. */
export type PriceTerms = {
  /** The service tier that it asks for, in the provider's word. Null: the provider's default. */
  serviceTier: string | null;
  /** Whether it asks for prompt caches of an hour. */
  cachesForHour: boolean;
  /** Whether its prompt holds audio or images. */
  hasMedia: boolean;
};

/** The facts of a request for its plan: sizes and preferences, never its text. */
export type PlanRequest = {
  /** Null for the policy's default. */
  strategy: Strategy | null;
  /** A chain's name: its models in its order. */
  chain: string | null;
  /** The model to use first (id or bare name). With `enableFallback` false, the only one. */
  model: string | null;
  /** Tried in this order after `model`. */
  fallbackModels: readonly string[];
  /** False: a plan of one candidate. */
  enableFallback: boolean;
  /** Only this provider's models. */
  provider: string | null;
  /** Put first where eligible. */
  preferredProvider: string | null;
  preferredModel: string | null;
  /** As in `task_preferences`: `code_generation`, `summarization`. */
  taskType: string | null;
  /** Named by the caller, or required by the request (tools, images, JSON schema). */
  requiredCapabilities: readonly Capability[];
  costPreference: CostPreference;
  /** Expected time of the whole answer. */
  maxLatencyMs: number | null;
  /** The most that the generation may cost. US dollars. */
  costLimitUsd: number | null;
  /** The caller's remaining amount, which the worst case must not exceed. US dollars, null for no limit. */
  budgetRemainingUsd: number | null;
  /** Counted before the call. */
  inputTokens: number;
  /** Of the longest text of an embedding, which must fit a window alone. Null: the whole prompt must. */
  longestTextTokens: number | null;
  /** As requested; null for the model's own limit. */
  maxOutputTokens: number | null;
  /** What it says about its price. */
  terms: PriceTerms;
};

/** Each 0–1, 1 the best among the candidates. */
export type Scores = { cost: number; quality: number; latency: number };

export type Candidate = {
  modelId: string;
  /** 0–1, the order of the strategy. */
  score: number;
  scores: Scores;
  /** With the expected output. Null: unpriced. */
  estimatedCostUsd: number | null;
  /** The expected output, in tokens. Null in plans that earlier versions stored. */
  estimatedOutputTokens: number | null;
  /** With the most output that the request allows. Null: unpriced. */
  worstCaseCostUsd: number | null;
  /** Milliseconds for the whole answer, from live traffic, else from the catalog. */
  estimatedLatencyMs: number;
  /**
   * The output limit to send instead of the request's. Set where the model, or the cost limit at its price, allows
   * fewer tokens than requested. Null: as the request says. `worstCaseCostUsd` is based on it.
   */
  maxOutputTokens: number | null;
  /** Why it has its place; the most important reason first. */
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
  /** Below the policy's least quality. */
  'quality',
  'unavailable',
  'breaker',
  'locality',
  /** A model for trial use, while real ones are configured. */
  'sandbox',
  /** Not in the chain that the request names. */
  'chain',
  /** Fallback is off, and another model is the only one. */
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
  /** UUID version 5 of the exclusions: equal lists have equal ids. */
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
   * The chain that it follows, or null. Usually the one that the request names. For a task with preferences: their
   * chain, or the generated `task:code_generation`.
   */
  chain: string | null;
  /** In the order of the attempts. */
  candidates: readonly Candidate[];
  /** Those of this request; `allExclusions` adds the static ones. */
  exclusions: readonly Exclusion[];
  /** The same value for all plans of one revision of the rules; null for none. */
  staticExclusions: StaticExclusions | null;
};

/** All exclusions of a plan, those of its request first. */
export function allExclusions({ exclusions, staticExclusions }: Plan): readonly Exclusion[] {
  return staticExclusions === null ? exclusions : [...exclusions, ...staticExclusions.exclusions];
}
