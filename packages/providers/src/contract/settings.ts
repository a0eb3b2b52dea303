/**
 * Settings that only some protocols and models have. Absent: the provider's default. A dialect writes each in its own
 * form, or warns that it is left out.
 */
export type RequestSettings = {
  reasoning?: ReasoningSettings;
  /** False: at most one tool call in an answer. */
  parallelToolCalls?: boolean;
  /** Considers only this number of the most probable tokens. */
  topK?: number;
  /** The minimum probability of a token, relative to the most probable token. 0–1. */
  minP?: number;
  /** −2 to 2. Above 0, tokens are repeated less often. */
  frequencyPenalty?: number;
  presencePenalty?: number;
  /** Bias by token id: −100 to 100. */
  logitBias?: Readonly<Record<string, number>>;
  /** In the provider's word: `auto`, `default`, `flex`, `priority`. */
  serviceTier?: string;
  /** The length of answers, in the provider's word: `low`, `medium`, `high`. */
  verbosity?: string;
  /** The forms of the answer: `text`, `audio`, `image`. */
  modalities?: readonly string[];
  /** Log probabilities of the answer's tokens, with this number of alternatives for each. */
  logprobs?: number;
  /** The caller's id of its end user, for the provider's abuse detection. */
  user?: string;
};

/** The name of a setting. */
export type SettingName = keyof RequestSettings;

/** How much a model reasons before it answers. `effort` and `budgetTokens` may both be absent. */
export type ReasoningSettings = {
  effort?: ReasoningEffort;
  /** The maximum tokens of reasoning. Overrides `effort` if a protocol has both. */
  budgetTokens?: number;
  /** Whether the reasoning is shown. Absent: the provider's default. */
  summary?: boolean;
  /** The style of a shown summary, in OpenAI's words: `concise`, `detailed`. Absent: the provider's default. */
  summaryForm?: string;
  /**
   * The members that the caller wrote in OpenAI's protocol, as `reasoning_effort`. Providers of that protocol get them
   * unchanged. Absent: the caller used another protocol.
   */
  asWritten?: Readonly<Record<string, unknown>>;
  /**
   * Anthropic's member `thinking`, as the caller wrote it. Models that accept this form get it unchanged. Absent: the
   * caller used another protocol.
   */
  thinking?: Readonly<Record<string, unknown>>;
};

/** All efforts, the least first. `none`: no reasoning. */
export const reasoningEfforts = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'] as const;

export type ReasoningEffort = (typeof reasoningEfforts)[number];

/**
 * The nearest of the efforts that a model accepts; the lesser of two that are equally near. A request to reason never
 * becomes `none` if the model accepts another effort. Null for an empty list.
 */
export function nearestEffort(effort: ReasoningEffort, taken: readonly ReasoningEffort[]): ReasoningEffort | null {
  if (effort !== 'none' && taken.length > 1 && taken.includes('none')) {
    return nearestEffort(
      effort,
      taken.filter((one) => one !== 'none'),
    );
  }
  const place = reasoningEfforts.indexOf(effort);
  let nearest: ReasoningEffort | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const one of reasoningEfforts) {
    const distance = Math.abs(reasoningEfforts.indexOf(one) - place);
    if (!taken.includes(one) || distance >= least) continue;
    nearest = one;
    least = distance;
  }
  return nearest;
}

/** Tokens of reasoning by effort, for protocols that only have a budget. */
const budgets: Readonly<Record<ReasoningEffort, number>> = {
  none: 0,
  minimal: 1_024,
  low: 2_048,
  medium: 8_192,
  high: 16_384,
  xhigh: 24_576,
  max: 32_768,
};

/** The budget of an effort. Tokens; 0 for none. */
export function budgetOfEffort(effort: ReasoningEffort): number {
  return budgets[effort];
}

/** The least effort whose budget holds this number of tokens, for protocols that only have efforts. */
export function effortOfBudget(tokens: number): ReasoningEffort {
  return reasoningEfforts.find((effort) => budgets[effort] >= tokens) ?? 'max';
}
