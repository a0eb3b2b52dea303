import { saveOperatorBudget } from '../../ledger/manage-budgets.ts';
import { builder } from '../builder.ts';
import { withCost } from '../execution/field-cost.ts';
import { Budget } from './budget.ts';
import { BudgetInput, toBudgetDraft } from './budget-input.ts';

builder.mutationField('saveBudget', (t) =>
  t.field({
    type: Budget,
    extensions: withCost({ work: 200 }),
    authScopes: { can: 'operate' },
    description: 'Makes a budget, or changes one. Its scope and its window cannot change.',
    args: { input: t.arg({ type: BudgetInput, required: true, description: 'The budget.' }) },
    resolve: (_root, { input }, { services: { budgets, catalog }, viewer: { workspaceId } }) =>
      saveOperatorBudget(toBudgetDraft(input, catalog()), 'input', { budgets, workspaceId }),
  }),
);
