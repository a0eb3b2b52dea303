import { badUserInput } from '../../bad-user-input.ts';
import type { GraphqlContext } from '../../context.ts';
import { noUsage, type UsageTotals } from '../../usage/usage-report.ts';

/** Usage of many models in one read, in the order of the ids. */
export async function loadModelUsage(
  context: GraphqlContext,
  modelIds: readonly string[],
  days: number,
): Promise<UsageTotals[]> {
  if (days < 1 || days > 90) throw badUserInput('days', `must be 1 to 90, not ${days}`);
  const report = await context.services.readUsage({ days, groupBy: ['MODEL'] });
  const byModel = new Map(report.groups.map((group) => [group.model, group.totals]));
  return modelIds.map((id) => byModel.get(id) ?? noUsage);
}
