import { removeOperatorBudget, settingsOf } from '../../ledger/manage-budgets.ts';
import { audited, auditOf } from '../audit/audited.ts';
import { builder } from '../builder.ts';
import { withCost } from '../execution/field-cost.ts';

builder.mutationField('removeBudget', (t) =>
  t.id({
    extensions: { ...withCost({ work: 200 }), ...audited('budget.remove', 'budget') },
    authScopes: { can: 'operate' },
    description: 'Removes a budget with its counts, and returns its id. Records and usage stay.',
    args: { id: t.arg.id({ required: true, description: 'The id of the budget.' }) },
    resolve: async (_root, { id }, context) => {
      const { services, viewer } = context;
      const removed = await removeOperatorBudget(id, { budgets: services.budgets, workspaceId: viewer.workspaceId });
      auditOf(context).note({ workspaceId: removed.workspaceId, before: settingsOf(removed), after: null });
      return removed.id;
    },
  }),
);
