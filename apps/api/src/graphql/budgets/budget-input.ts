import type { Catalog } from '@penstock/router';
import type { BudgetDraft } from '../../ledger/check-budget.ts';
import { builder } from '../builder.ts';
import { findModel } from '../catalog/models/find-model.ts';
import { findProvider } from '../catalog/providers/find-provider.ts';
import { BudgetWindow } from './budget.ts';

export const BudgetInput = builder.inputType('BudgetInput', {
  description:
    'A budget to create, or to change if an id is given. Without any of the four scopes it applies to everything.',
  fields: (t) => ({
    id: t.id({ description: 'The id of the budget to change. Default: a new budget is created.' }),
    name: t.string({ required: true, description: 'The display name; errors and alerts contain it.' }),
    workspaceId: t.id({ description: 'Counts only spending of this workspace.' }),
    apiKeyId: t.id({ description: 'Counts only spending with this API key.' }),
    model: t.id({ description: 'Counts only spending on this model.' }),
    provider: t.id({ description: "Counts only spending on this provider's models." }),
    window: t.field({ type: BudgetWindow, required: true, description: 'The period after which counting restarts.' }),
    limitUsd: t.field({
      type: 'Decimal',
      required: true,
      description: 'The most that may be spent in a window, US dollars. With 0, only free models can answer.',
    }),
    hard: t.boolean({ defaultValue: true, description: 'Whether requests above the limit are refused.' }),
    alertThreshold: t.float({
      description:
        'The threshold of an alert, once a window: a share of the limit (0.8), or percent (80). Default: no alert.',
    }),
  }),
});

/** The budget as the ledger takes it. Throws BAD_USER_INPUT if its model or provider does not exist. */
export function toBudgetDraft(input: typeof BudgetInput.$inferInput, catalog: Catalog): BudgetDraft {
  return {
    id: input.id ?? null,
    name: input.name,
    workspaceId: input.workspaceId ?? null,
    apiKeyId: input.apiKeyId ?? null,
    modelId: input.model == null ? null : findModel(catalog, input.model, 'input.model').id,
    providerId: input.provider == null ? null : findProvider(catalog, input.provider, 'input.provider').id,
    window: input.window,
    limitUsd: input.limitUsd,
    hard: input.hard ?? true,
    alertThreshold: input.alertThreshold ?? null,
  };
}
