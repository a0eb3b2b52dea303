import type { Capability } from '../policy/capability.ts';
import type { CostPreference, Strategy } from '../policy/strategy.ts';
import type { Reason } from './reason.ts';

/** What a plan has to know of a request: sizes and wishes, never its text. */
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
  /** Named by the caller or following from the request (tools, images, JSON schema). */
  requiredCapabilities: readonly Capability[];
  costPreference: CostPreference;
  /** Expected time of the whole answer. */
  maxLatencyMs: number | null;
  /** The most that the generation may cost. US dollars. */
  costLimitUsd: number | null;
  /** What the caller has left, which the worst case must not exceed. US dollars, null for no limit. */
  budgetRemainingUsd: number | null;
  /** Counted before the call. */
  inputTokens: number;
  /** Of the longest text of an embedding, which must fit a window alone. Null: the whole prompt must. */
  longestTextTokens: number | null;
  /** As asked for; null for the model's own limit. */
  maxOutputTokens: number | null;
};

/** Each 0–1, 1 the best among the candidates. */
export type Scores = { cost: number; quality: number; latency: number };

export type Candidate = {
  modelId: string;
  /** 0–1, what the strategy ordered by. */
  score: number;
  scores: Scores;
  /** With the output that such a request usually has. Null: unpriced. */
  estimatedCostUsd: number | null;
  /** With the most output that the request allows. Null: unpriced. */
  worstCaseCostUsd: number | null;
  /** Milliseconds for the whole answer, from live traffic, else from the catalog. */
  estimatedLatencyMs: number;
  /**
   * The output limit to send instead of the request's. Set where the model, or the cost limit at its price, allows fewer
   * tokens than asked for. Null: as the request says. `worstCaseCostUsd` counts on it.
   */
  maxOutputTokens: number | null;
  /** Why it stands where it stands; the most important reason first. */
  reasons: readonly Reason[];
};

/** The rules that may leave a model out. */
export const exclusionRules = [
  'unknown',
  'inactive',
  'not-configured',
  'provider',
  'capability',
  'context-window',
  'cost-limit',
  'budget',
  'latency',
  'unavailable',
  'breaker',
  'locality',
  /** A model for trying things out, while real ones are configured. */
  'sandbox',
  /** Not in the chain that the request names. */
  'chain',
  /** Fallback is off, and another model is the one. */
  'fallback-off',
] as const;

/** Which rule left a model out. */
export type ExclusionRule = (typeof exclusionRules)[number];

export type Exclusion = {
  /** The model's id, or the unknown name that was asked for. */
  modelId: string;
  /** The rule that left it out, with its figures. */
  reason: Reason<ExclusionRule>;
};

/** Exclusions of models that no request can use: switched off, or not configured. */
export type StaticExclusions = {
  /** UUID version 5 of the exclusions: equal lists have equal ids. */
  readonly id: string;
  readonly exclusions: readonly Exclusion[];
};

/**
 * The decision: which models to try, in which order, and why the others were left out. Plain data: it can be written as
 * JSON and read back equal.
 */
export type Plan = {
  strategy: Strategy;
  /**
   * The chain that it follows: the one that the request names; for a task with preferences the chain that they were
   * taken from, or `task:code_generation`, generated; else null.
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
