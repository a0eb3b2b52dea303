import type { Capability } from '../catalog/capability.ts';
import type { Model } from '../catalog/model.ts';
import type { CostPreference, Strategy } from './strategy.ts';

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
  /** What is left of the budgets that apply. US dollars, null for no budget. */
  budgetRemainingUsd: number | null;
  /** Counted before the call. */
  inputTokens: number;
  /** As asked for; null for the model's own limit. */
  maxOutputTokens: number | null;
};

/** Each 0–1, 1 the best among the candidates. */
export type Scores = { cost: number; quality: number; latency: number };

export type Candidate = {
  model: Model;
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
   * What to send as the output limit instead of the request's: set where the model, or what the cost limit affords at
   * its price, allows fewer tokens than asked for. Absent: as the request says. `worstCaseCostUsd` counts on it.
   */
  maxOutputTokens?: number;
  /** One sentence: why it stands where it stands. */
  reason: string;
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
  modelId: string;
  rule: ExclusionRule;
  /** One sentence with the figures: `needs 20,000 tokens, its window has 8,192`. */
  reason: string;
};

/**
 * The decision: whom to try, in which order, and why the others were left out.
 *
 * The `reason` of candidates and exclusions is put into words when it is read. Spreading or `structuredClone` does not
 * read it: copy a plan with `toPlanRecord` (or `JSON.stringify`).
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
  exclusions: readonly Exclusion[];
  /**
   * The last of the exclusions: those that no request can change (switched off, not configured). The same array from plan to
   * plan under one catalog.
   */
  standingExclusions: readonly Exclusion[];
};
