import type { Viewer } from '../../access/viewer.ts';
import type { BudgetStatus } from '../../ledger/list-budgets.ts';
import { builder } from '../builder.ts';
import { withCost } from '../execution/field-cost.ts';
import { Budget } from './budget.ts';

/** Who is bound to a workspace sees its budgets; those of everybody would tell what others spend. */
export function visibleBudgets(budgets: readonly BudgetStatus[], { workspaceId }: Viewer): BudgetStatus[] {
  return budgets.filter((budget) => workspaceId === null || budget.workspaceId === workspaceId);
}

builder.queryField('budgets', (t) =>
  t.field({
    type: [Budget],
    extensions: withCost({ work: 200 }),
    description: 'All budgets with where they stand, the oldest first.',
    resolve: async (_root, _args, { services, viewer }) => visibleBudgets(await services.budgets.list(), viewer),
  }),
);
