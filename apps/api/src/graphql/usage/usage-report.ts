/** What usage is split by. */
export type UsageDimension = 'MODEL' | 'PROVIDER' | 'WORKSPACE' | 'API_KEY' | 'TASK_TYPE';

/** Which calls to add up. What is left out or null does not restrict. */
export type UsageQuery = {
  /** The last so many days, 1 to 90; the alternative to `from` and `to`. */
  days?: number | null;
  from?: Date | null;
  to?: Date | null;
  workspaceId?: string | null;
  apiKeyId?: string | null;
  modelId?: string | null;
  providerId?: string | null;
  taskType?: string | null;
  groupBy?: readonly UsageDimension[];
  /** Null for no series. */
  interval?: 'HOUR' | 'DAY' | null;
};

/** Sums and averages over calls. An average without calls is null. */
export type UsageTotals = {
  calls: number;
  failures: number;
  /** 0–1. */
  successRate: number | null;
  inputTokens: number;
  cachedInputTokens: number;
  cacheWriteTokens: number;
  outputTokens: number;
  reasoningTokens: number;
  totalTokens: number;
  /** US dollars as a decimal number in text; unpriced calls are left out of it. */
  costUsd: string;
  unpricedCalls: number;
  averageLatencyMs: number | null;
  p50LatencyMs: number | null;
  p95LatencyMs: number | null;
  averageFirstTokenMs: number | null;
  p95FirstTokenMs: number | null;
  /** Generations that another model than the first served. */
  fallbacks: number;
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
  from: Date;
  to: Date;
  totals: UsageTotals;
  groups: readonly UsageGroup[];
  series: readonly (UsageGroup & { at: Date })[];
};

/** The totals of no calls. */
export const noUsage: UsageTotals = Object.freeze({
  calls: 0,
  failures: 0,
  successRate: null,
  inputTokens: 0,
  cachedInputTokens: 0,
  cacheWriteTokens: 0,
  outputTokens: 0,
  reasoningTokens: 0,
  totalTokens: 0,
  costUsd: '0',
  unpricedCalls: 0,
  averageLatencyMs: null,
  p50LatencyMs: null,
  p95LatencyMs: null,
  averageFirstTokenMs: null,
  p95FirstTokenMs: null,
  fallbacks: 0,
});
