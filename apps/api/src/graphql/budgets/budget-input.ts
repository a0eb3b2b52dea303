import type { Catalog } from '@penstock/router';
import { v7 } from 'uuid';
import { scopeToWorkspace } from '../../access/scope-to-workspace.ts';
import type { Viewer } from '../../access/viewer.ts';
import { InputError } from '../../errors/service-error.ts';
import type { Budget } from '../../ledger/budget.ts';
import { type Money, parseMoney } from '../../ledger/money.ts';
import { builder } from '../builder.ts';
import { findModel } from '../catalog/models/find-model.ts';
import { findProvider } from '../catalog/providers/find-provider.ts';
import { BudgetWindow } from './budget.ts';

export const BudgetInput = builder.inputType('BudgetInput', {
  description: 'A budget to make, or with an id to change. None of the four scopes: it binds everything.',
  fields: (t) => ({
    id: t.id({ description: 'Of the budget to change; a new one is made when left out.' }),
    name: t.string({ required: true, description: 'For people; errors and alerts name it.' }),
    workspaceId: t.id({ description: 'Only what this workspace spends.' }),
    apiKeyId: t.id({ description: 'Only what is spent with this API key.' }),
    model: t.id({ description: 'Only what is spent on this model.' }),
    provider: t.id({ description: "Only what is spent on this provider's models." }),
    window: t.field({ type: BudgetWindow, required: true, description: 'How long it counts before it begins anew.' }),
    limitUsd: t.field({
      type: 'Decimal',
      required: true,
      description: 'The most that may be spent in a window, US dollars. 0 lets only free models answer.',
    }),
    hard: t.boolean({ defaultValue: true, description: 'Whether what does not fit is refused.' }),
    alertThreshold: t.float({
      description: 'When to alert, once a window: a share of the limit (0.8), or percent (80). No alert when left out.',
    }),
  }),
});

const largestLimit = parseMoney('99999999');

/** Checks a budget and fills in what it leaves out. Throws BAD_USER_INPUT that names the field. */
export function parseBudgetInput(input: typeof BudgetInput.$inferInput, catalog: Catalog, viewer: Viewer): Budget {
  const name = input.name.trim();
  if (name === '') throw new InputError('input.name', 'is empty: give the budget a name');
  return {
    id: input.id ?? v7(),
    name,
    workspaceId: scopeToWorkspace(viewer, input.workspaceId ?? null),
    apiKeyId: input.apiKeyId ?? null,
    modelId: input.model == null ? null : findModel(catalog, input.model, 'input.model').id,
    providerId: input.provider == null ? null : findProvider(catalog, input.provider, 'input.provider').id,
    window: input.window,
    limit: parseLimit(input.limitUsd),
    hard: input.hard ?? true,
    alertThreshold: parseThreshold(input.alertThreshold ?? null),
  };
}

function parseLimit(text: string): Money {
  const limit = parseMoney(text);
  if (limit < 0n) throw new InputError('input.limitUsd', `must not be below 0, but is ${text}`);
  if (limit > largestLimit) throw new InputError('input.limitUsd', `must be below 100,000,000, but is ${text}`);
  return limit;
}

/** Up to 1 it is a share; above, percent. */
function parseThreshold(given: number | null): number | null {
  if (given === null) return null;
  if (given > 0 && given <= 1) return given;
  if (given > 1 && given <= 100) return given / 100;
  throw new InputError(
    'input.alertThreshold',
    `must be a share above 0 up to 1, or percent up to 100, but is ${given}`,
  );
}
