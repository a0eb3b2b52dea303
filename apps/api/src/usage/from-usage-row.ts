import { countOf, type Histogram, percentileOf } from './histogram.ts';
import type { UsageGroup, UsageTotals } from './usage-report.ts';

/** Sums of whole numbers come as text, since they may outgrow 32 bits. */
type WholeNumber = string;

/** One row of the report as PostgreSQL gives it; columns that were not asked for are missing, an empty text is none. */
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
  saved_usd: string;
  compared_calls: WholeNumber;
  latency_ms: WholeNumber;
  first_token_ms: WholeNumber;
  fallbacks: WholeNumber;
};

/** How long the calls of a row took, and their first tokens. */
export type Histograms = { latencies: Histogram; firstTokens: Histogram };

export function fromUsageRow(row: UsageRow, histograms: Histograms): UsageGroup {
  return {
    model: row.model_id || null,
    provider: row.provider_id || null,
    workspace: row.workspace_id || null,
    apiKey: row.api_key_id || null,
    taskType: row.task_type || null,
    totals: totalsOf(row, histograms),
  };
}

function totalsOf(row: UsageRow, { latencies, firstTokens }: Histograms): UsageTotals {
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
    averageLatencyMs: average(row.latency_ms, Number(row.successes)),
    p50LatencyMs: percentileOf(latencies, 0.5),
    p95LatencyMs: percentileOf(latencies, 0.95),
    averageFirstTokenMs: average(row.first_token_ms, countOf(firstTokens)),
    p95FirstTokenMs: percentileOf(firstTokens, 0.95),
    fallbacks: Number(row.fallbacks),
    savedUsd: Number(row.compared_calls) === 0 ? null : row.saved_usd,
  };
}

function average(sum: WholeNumber, count: number): number | null {
  return count === 0 ? null : Number(sum) / count;
}
