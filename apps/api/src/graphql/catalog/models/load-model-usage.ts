import { noTokens } from '@penstock/providers';
import { InputError } from '../../../errors/service-error.ts';
import type { UsageTotals } from '../../../usage/usage-report.ts';
import type { GraphqlContext } from '../../context.ts';

/** The usage of many models by one read, in the order of the ids. */
export async function loadModelUsage(
  context: GraphqlContext,
  modelIds: readonly string[],
  days: number,
): Promise<UsageTotals[]> {
  if (days < 1 || days > 90) throw new InputError('days', `must be 1 to 90, not ${days}`);
  const report = await context.services.readUsage({ days, groupBy: ['MODEL'] });
  const byModel = new Map(report.groups.map((group) => [group.model, group.totals]));
  return modelIds.map((id) => byModel.get(id) ?? noUsage);
}

const noUsage: UsageTotals = Object.freeze({
  calls: 0,
  failures: 0,
  successRate: null,
  ...noTokens,
  totalTokens: 0,
  costUsd: '0',
  unpricedCalls: 0,
  averageLatencyMs: null,
  p50LatencyMs: null,
  p95LatencyMs: null,
  averageFirstTokenMs: null,
  p50FirstTokenMs: null,
  p95FirstTokenMs: null,
  fallbacks: 0,
  savedUsd: null,
});
