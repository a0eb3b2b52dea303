import { noTokens, totalTokens } from '@penstock/providers';
import { writeMoney } from '../ledger/money.ts';
import { tokenColumns } from '../records/token-columns.ts';
import { countOf, percentilesOf } from './histogram.ts';
import type { UsageTotals } from './usage-report.ts';
import type { UsageSums } from './usage-sums.ts';

/** Sums with their averages and percentiles. */
export function toUsageTotals(sums: UsageSums): UsageTotals {
  const { latencies, firstTokens } = sums;
  const tokens = { ...noTokens };
  for (const { bucket, column } of tokenColumns) tokens[bucket] = sums.count(column);
  const [p50LatencyMs = null, p95LatencyMs = null] = percentilesOf(latencies, [0.5, 0.95]);
  const [p50FirstTokenMs = null, p95FirstTokenMs = null] = percentilesOf(firstTokens, [0.5, 0.95]);
  const failures = sums.count('failures');
  const successes = sums.count('successes');
  return {
    calls: sums.count('calls'),
    failures,
    successRate: successes + failures === 0 ? null : successes / (successes + failures),
    ...tokens,
    totalTokens: totalTokens(tokens),
    costUsd: writeMoney(sums.usd('cost_usd')),
    unpricedCalls: sums.count('unpriced_calls'),
    averageLatencyMs: average(sums.count('latency_ms'), successes),
    p50LatencyMs,
    p95LatencyMs,
    averageFirstTokenMs: average(sums.count('first_token_ms'), countOf(firstTokens)),
    p50FirstTokenMs,
    p95FirstTokenMs,
    fallbacks: sums.count('fallbacks'),
    savedUsd: sums.count('compared_calls') === 0 ? null : writeMoney(sums.usd('saved_usd')),
  };
}

function average(sum: number, count: number): number | null {
  return count === 0 ? null : sum / count;
}
