/** What usage is split by. */
export type UsageDimension = 'MODEL' | 'PROVIDER' | 'WORKSPACE' | 'API_KEY' | 'TASK_TYPE';

export type UsageInterval = 'HOUR' | 'DAY';

/** Which calls to add up. What is left out or null does not restrict. */
export type UsageQuery = {
  /** The last so many days, 1 to 90 (7), from the beginning of an hour; the alternative to `from` and `to`. */
  days?: number | null;
  from?: Date | null;
  /** The end, itself left out; now when left out. */
  to?: Date | null;
  workspaceId?: string | null;
  apiKeyId?: string | null;
  modelId?: string | null;
  providerId?: string | null;
  taskType?: string | null;
  groupBy?: readonly UsageDimension[];
  /** Null for no series. */
  interval?: UsageInterval | null;
  /**
   * Whether to read how the times of calls are spread, which is half of the work (true); without it, percentiles and
   * `averageFirstTokenMs` are null.
   */
  withSpread?: boolean;
};

/** Sums and averages over calls; a call that was skipped because its breaker had opened is none. */
export type UsageTotals = {
  calls: number;
  failures: number;
  /** Successes among successes and failures, 0–1; null without either. */
  successRate: number | null;
  inputTokens: number;
  cachedInputTokens: number;
  cacheWriteTokens: number;
  outputTokens: number;
  reasoningTokens: number;
  totalTokens: number;
  /** US dollars in digits, not rounded; unpriced calls are left out of it. */
  costUsd: string;
  unpricedCalls: number;
  /** Of whole answers, so of successes. Milliseconds; null without any. */
  averageLatencyMs: number | null;
  p50LatencyMs: number | null;
  p95LatencyMs: number | null;
  /** Of all calls that brought a token. Milliseconds; null without any. */
  averageFirstTokenMs: number | null;
  p95FirstTokenMs: number | null;
  /** Generations that another model than the first served, counted for the model that did. */
  fallbacks: number;
  /** US dollars less than the policy's default model would have cost; below zero for more. Null where it has no price. */
  savedUsd: string | null;
};

/** The dimensions that were asked for; null in the others, and where a call has none. */
export type UsageGroup = {
  model: string | null;
  provider: string | null;
  workspace: string | null;
  apiKey: string | null;
  taskType: string | null;
  totals: UsageTotals;
};

export type UsageReport = {
  /** As asked for; earlier, at the full hour, where the records that would cut that hour are no longer kept. */
  from: Date;
  /** As asked for; later, at the full hour, where the records that would cut that hour are no longer kept. */
  to: Date;
  totals: UsageTotals;
  /** The most expensive first; empty without `groupBy`. */
  groups: readonly UsageGroup[];
  /** Oldest first, hours and days of UTC; those without calls are left out. Empty without `interval`. */
  series: readonly (UsageGroup & { at: Date })[];
};
