import { requireKey } from '../../access/manage-keys.ts';
import { findWorkspace } from '../../access/workspaces.ts';
import type { BudgetDraft } from '../../ledger/check-budget.ts';
import { saveOperatorBudget, settingsOf } from '../../ledger/manage-budgets.ts';
import { audited, auditOf } from '../audit/audited.ts';
import { builder } from '../builder.ts';
import type { GraphqlContext } from '../context.ts';
import { withCost } from '../execution/field-cost.ts';
import { Budget } from './budget.ts';
import { BudgetInput, toBudgetDraft } from './budget-input.ts';

/** Rejects with NOT_FOUND if the workspace or the key of a budget does not exist. */
async function checkPayer({ workspaceId, apiKeyId }: BudgetDraft, { services, viewer }: GraphqlContext): Promise<void> {
  if (workspaceId !== null) findWorkspace(workspaceId, viewer, services.workspaces);
  if (apiKeyId !== null) await requireKey(apiKeyId, viewer, services.prisma);
}

builder.mutationField('saveBudget', (t) =>
  t.field({
    type: Budget,
    extensions: { ...withCost({ work: 200 }), ...audited('budget.save', 'budget') },
    authScopes: { can: 'operate' },
    description: 'Creates a budget, or changes it. The scope and the window of a budget cannot change.',
    args: { input: t.arg({ type: BudgetInput, required: true, description: 'The budget.' }) },
    resolve: async (_root, { input }, context) => {
      const { budgets, catalog } = context.services;
      const { workspaceId } = context.viewer;
      const draft = toBudgetDraft(input, catalog());
      await checkPayer(draft, context);
      const { before, saved } = await saveOperatorBudget(draft, 'input', { budgets, workspaceId });
      auditOf(context).note({ before: before === null ? null : settingsOf(before), after: settingsOf(saved) });
      return saved;
    },
  }),
);
