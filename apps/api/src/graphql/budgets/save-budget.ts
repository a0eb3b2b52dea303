import { saveOperatorBudget, settingsOf } from '../../ledger/manage-budgets.ts';
import { audited, auditOf } from '../audit/audited.ts';
import { builder } from '../builder.ts';
import { withCost } from '../execution/field-cost.ts';
import { Budget } from './budget.ts';
import { BudgetInput, toBudgetDraft } from './budget-input.ts';

builder.mutationField('saveBudget', (t) =>
  t.field({
    type: Budget,
    extensions: { ...withCost({ work: 200 }), ...audited('budget.save', 'budget') },
    authScopes: { can: 'operate' },
    description: 'Makes a budget, or changes one. Its scope and its window cannot change.',
    args: { input: t.arg({ type: BudgetInput, required: true, description: 'The budget.' }) },
    resolve: async (_root, { input }, context) => {
      const { budgets, catalog } = context.services;
      const { workspaceId } = context.viewer;
      const draft = toBudgetDraft(input, catalog());
      const { before, saved } = await saveOperatorBudget(draft, 'input', { budgets, workspaceId });
      auditOf(context).note({ before: before === null ? null : settingsOf(before), after: settingsOf(saved) });
      return saved;
    },
  }),
);
