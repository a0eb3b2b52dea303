import { visibleBudgets } from '../../ledger/manage-budgets.ts';
import { builder } from '../builder.ts';
import { withCost } from '../execution/field-cost.ts';
import { Budget } from './budget.ts';

builder.queryField('budgets', (t) =>
  t.field({
    type: [Budget],
    extensions: withCost({ work: 200 }),
    authScopes: { can: 'read' },
    description: 'All budgets with their current figures, oldest first.',
    resolve: async (_root, _args, { services, viewer }) =>
      visibleBudgets(await services.budgets.list(), viewer.workspaceId),
  }),
);
