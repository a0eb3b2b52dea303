import type { TokenUsage } from '@penstock/providers';
/** The dimensions of a report. */
export type UsageDimension = 'MODEL' | 'PROVIDER' | 'WORKSPACE' | 'API_KEY' | 'TASK_TYPE' | AttributionDimension;

/** The dimensions with free texts of the caller. A report has at most one of them. */
export type AttributionDimension = (typeof attributionDimensions)[number];
export const attributionDimensions = ['END_USER', 'SESSION', 'TAG'] as const;

export type UsageInterval = 'HOUR' | 'DAY';

/** The calls to add up. A missing or null member does not restrict. */
export type UsageQuery = {
  /** The last days, 1 to 90 (default 7), from the start of an hour. The alternative to `from` and `to`. */
  days?: number | null;
  from?: Date | null;
  /** The end, exclusive. Default: now. */
  to?: Date | null;
  workspaceId?: string | null;
  apiKeyId?: string | null;
  modelId?: string | null;
  providerId?: string | null;
  taskType?: string | null;
  /**
   * At most one of these three, and then neither of the others in `groupBy`. The report is over whole hours, without
   * percentiles.
   */
  endUser?: string | null;
  session?: string | null;
  tag?: string | null;
  groupBy?: readonly UsageDimension[];
  /** Null for no series. */
  interval?: UsageInterval | null;
  /**
   * Whether to read the distribution of times, which is half of the work. Default true. Without it, percentiles and
   * `averageFirstTokenMs` are null.
   */
  withSpread?: boolean;
};

/** Sums and averages over calls. A call skipped because of its open breaker does not count. */
export type UsageTotals = TokenUsage & {
  calls: number;
  failures: number;
  /** The share of successes among successes and failures, 0–1; null without calls. */
  successRate: number | null;
  totalTokens: number;
  /** US dollars as digits, not rounded; without unpriced calls. */
  costUsd: string;
  unpricedCalls: number;
  /** The average over successes, milliseconds; null without any. */
  averageLatencyMs: number | null;
  p50LatencyMs: number | null;
  p95LatencyMs: number | null;
  /** The average over all calls with a token, milliseconds; null without any. */
  averageFirstTokenMs: number | null;
  p50FirstTokenMs: number | null;
  p95FirstTokenMs: number | null;
  /** Successes of a model other than the first one tried, counted for the model that answered. */
  fallbacks: number;
  /**
   * US dollars saved against the policy's default model; negative if it would have been cheaper. Null if it has no
   * price.
   */
  savedUsd: string | null;
};

/** The requested dimensions. Null for others, and for calls without a value. */
export type UsageGroup = {
  model: string | null;
  provider: string | null;
  workspace: string | null;
  apiKey: string | null;
  taskType: string | null;
  endUser: string | null;
  session: string | null;
  tag: string | null;
  totals: UsageTotals;
};

export type UsageReport = {
  /** The requested start. Earlier, at a full hour, if records of that hour were removed. */
  from: Date;
  /** The requested end. Later, at a full hour, if records of that hour were removed. */
  to: Date;
  totals: UsageTotals;
  /** The groups, the most expensive first; at most 1,000 end users, sessions or tags. Empty without `groupBy`. */
  groups: readonly UsageGroup[];
  /** The points, oldest first, in hours or days of UTC, without points that have no calls. Empty without `interval`. */
  series: readonly (UsageGroup & { at: Date })[];
};
