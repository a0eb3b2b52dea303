import type { UsageGroup, UsageTotals } from './usage-report.ts';

/** Sums of whole numbers come as text, since they may outgrow 32 bits. */
type WholeNumber = string;

/** One row of the report as PostgreSQL gives it; columns that were not asked for are missing. */
export type UsageRow = {
  part: 'totals' | 'group' | 'series';
  at?: Date | null;
  model_id?: string | null;
  provider_id?: string | null;
  workspace_id?: string | null;
  api_key_id?: string | null;
  task_type?: string | null;
  calls: WholeNumber;
  failures: WholeNumber;
  successes: WholeNumber;
  input_tokens: WholeNumber;
  cached_input_tokens: WholeNumber;
  cache_write_tokens: WholeNumber;
  output_tokens: WholeNumber;
  reasoning_tokens: WholeNumber;
  cost_usd: string;
  unpriced_calls: WholeNumber;
  average_latency_ms: number | null;
  p50_latency_ms: number | null;
  p95_latency_ms: number | null;
  average_first_token_ms: number | null;
  p95_first_token_ms: number | null;
  fallbacks: WholeNumber;
};

export function fromUsageRow(row: UsageRow): UsageGroup {
  return {
    model: row.model_id ?? null,
    provider: row.provider_id ?? null,
    workspace: row.workspace_id ?? null,
    apiKey: row.api_key_id ?? null,
    taskType: row.task_type ?? null,
    totals: totalsOf(row),
  };
}

function totalsOf(row: UsageRow): UsageTotals {
  const tokens = {
    inputTokens: Number(row.input_tokens),
    cachedInputTokens: Number(row.cached_input_tokens),
    cacheWriteTokens: Number(row.cache_write_tokens),
    outputTokens: Number(row.output_tokens),
    reasoningTokens: Number(row.reasoning_tokens),
  };
  const failures = Number(row.failures);
  const judged = Number(row.successes) + failures;
  return {
    calls: Number(row.calls),
    failures,
    successRate: judged === 0 ? null : Number(row.successes) / judged,
    ...tokens,
    totalTokens: Object.values(tokens).reduce((sum, count) => sum + count, 0),
    costUsd: row.cost_usd,
    unpricedCalls: Number(row.unpriced_calls),
    averageLatencyMs: row.average_latency_ms,
    p50LatencyMs: row.p50_latency_ms,
    p95LatencyMs: row.p95_latency_ms,
    averageFirstTokenMs: row.average_first_token_ms,
    p95FirstTokenMs: row.p95_first_token_ms,
    fallbacks: Number(row.fallbacks),
  };
}
