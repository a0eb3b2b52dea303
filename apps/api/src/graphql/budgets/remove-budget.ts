import { removeOperatorBudget } from '../../ledger/manage-budgets.ts';
import { builder } from '../builder.ts';
import { withCost } from '../execution/field-cost.ts';

builder.mutationField('removeBudget', (t) =>
  t.id({
    extensions: withCost({ work: 200 }),
    authScopes: { can: 'operate' },
    description: 'Removes a budget with all that it has counted, and returns its id. Records and usage stay.',
    args: { id: t.arg.id({ required: true, description: 'Which one.' }) },
    resolve: (_root, { id }, { services: { budgets }, viewer: { workspaceId } }) =>
      removeOperatorBudget(id, { budgets, workspaceId }),
  }),
);
