import { builder } from '../builder.ts';
import { withCost } from '../execution/field-cost.ts';
import { findChangeable } from './save-budget.ts';

builder.mutationField('removeBudget', (t) =>
  t.id({
    extensions: withCost({ work: 200 }),
    description: 'Removes a budget with all that it has counted, and returns its id. Records and usage stay.',
    args: { id: t.arg.id({ required: true, description: 'Which one.' }) },
    resolve: async (_root, { id }, context) => {
      const budget = await findChangeable(id, context);
      await context.services.budgets.remove(budget.id);
      return budget.id;
    },
  }),
);
