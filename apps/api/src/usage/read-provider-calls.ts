import type pg from 'pg';
import { readUsage } from './read-usage.ts';
import type { UsageInterval, UsageTotals } from './usage-report.ts';

export type ProviderCallsQuery = { from: Date; to: Date; workspaceId: string | null; interval: UsageInterval };

/** Calls to a provider within one hour or day. */
export type ProviderCalls = Pick<UsageTotals, 'calls' | 'failures' | 'averageLatencyMs'> & {
  providerId: string;
  at: Date;
};

/** The calls to each provider by hours or days, oldest first, from whole hours or days of UTC. */
export async function readProviderCalls(pool: pg.Pool, query: ProviderCallsQuery): Promise<ProviderCalls[]> {
  const { series } = await readUsage(pool, { ...query, groupBy: ['PROVIDER'], withSpread: false });
  return series.flatMap(({ at, provider, totals: { calls, failures, averageLatencyMs } }) =>
    provider === null ? [] : [{ providerId: provider, at, calls, failures, averageLatencyMs }],
  );
}
