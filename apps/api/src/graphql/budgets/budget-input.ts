import type { Catalog } from '@penstock/router';
import type { BudgetDraft } from '../../ledger/check-budget.ts';
import { builder } from '../builder.ts';
import { findModel } from '../catalog/models/find-model.ts';
import { findProvider } from '../catalog/providers/find-provider.ts';
import { BudgetWindow } from './budget.ts';

export const BudgetInput = builder.inputType('BudgetInput', {
  description: 'A budget to make, or with an id to change. Without any of the four scopes it applies to everything.',
  fields: (t) => ({
    id: t.id({ description: 'Of the budget to change; a new one is made when left out.' }),
    name: t.string({ required: true, description: 'For people; errors and alerts name it.' }),
    workspaceId: t.id({ description: 'Only spending of this workspace.' }),
    apiKeyId: t.id({ description: 'Only spending with this API key.' }),
    model: t.id({ description: 'Only spending on this model.' }),
    provider: t.id({ description: "Only spending on this provider's models." }),
    window: t.field({ type: BudgetWindow, required: true, description: 'How long it counts before it begins anew.' }),
    limitUsd: t.field({
      type: 'Decimal',
      required: true,
      description: 'The most that may be spent in a window, US dollars. 0 lets only free models answer.',
    }),
    hard: t.boolean({ defaultValue: true, description: 'Whether requests beyond it are refused.' }),
    alertThreshold: t.float({
      description: 'When to alert, once a window: a share of the limit (0.8), or percent (80). No alert when left out.',
    }),
  }),
});

/** A budget in the ledger's words. Throws BAD_USER_INPUT where it names a model or provider that is not there. */
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
