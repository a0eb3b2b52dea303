import { readTypedMoney, toTypedMoney } from '../../format/typed-money.ts';
import type { Budget, BudgetInput } from './budget-documents.ts';

/** The scope of a budget: all requests, or the requests of one object. */
export type BudgetScope = 'everything' | 'workspaceId' | 'apiKeyId' | 'model' | 'provider';

export const scopeLabels: Readonly<Record<BudgetScope, string>> = {
  everything: 'All requests',
  workspaceId: 'One workspace',
  apiKeyId: 'One key',
  model: 'One model',
  provider: 'One provider',
};

/** The object that a scope names. */
export const scopeNouns: Readonly<Record<Exclude<BudgetScope, 'everything'>, string>> = {
  workspaceId: 'Workspace',
  apiKeyId: 'Key',
  model: 'Model',
  provider: 'Provider',
};

/** The full scope of a budget in words: `Workspace Team A · Model acme/one`. `names`: names of the objects, by id. */
export function describeScope(budget: Budget, names: ReadonlyMap<string, string>): string {
  const scopes = (Object.keys(scopeNouns) as (keyof typeof scopeNouns)[]).flatMap((scope) => {
    const id = budget[scope];
    return id === null ? [] : [`${scopeNouns[scope]} ${names.get(id) ?? id}`];
  });
  return scopes.length === 0 ? scopeLabels.everything : scopes.join(' · ');
}

/** The state of the form of a budget. */
export type BudgetDraft = {
  name: string;
  scope: BudgetScope;
  /** The id of the object; null for all requests. */
  scopeId: string | null;
  window: Budget['window'];
  /** As the user types it. */
  limitUsd: string;
  hard: boolean;
  /** Percent; empty for no alert. */
  alertPercent: number | '';
};

/** The scope of a budget and its id. For a budget with several scopes, the narrowest. */
function scopeOf(budget: Budget): { scope: BudgetScope; id: string | null } {
  for (const scope of ['apiKeyId', 'model', 'provider', 'workspaceId'] as const) {
    if (budget[scope] !== null) return { scope, id: budget[scope] };
  }
  return { scope: 'everything', id: null };
}

export function draftOf(budget: Budget | null): BudgetDraft {
  if (budget === null) {
    const usual = { window: 'MONTH', limitUsd: '', hard: true, alertPercent: 80 } as const;
    return { name: '', scope: 'everything', scopeId: null, ...usual };
  }
  const { scope, id } = scopeOf(budget);
  const { name, window, hard, alertThreshold } = budget;
  const alertPercent = alertThreshold === null ? '' : Math.round(alertThreshold * 10_000) / 100;
  return { name, scope, scopeId: id, window, limitUsd: toTypedMoney(budget.limitUsd), hard, alertPercent };
}

/** Whether two states of a budget give the same form. */
export function isSameDraft(left: Budget, right: Budget): boolean {
  return JSON.stringify(draftOf(left)) === JSON.stringify(draftOf(right));
}

/** The input for the API. Scopes that the form does not show stay unchanged. */
export function toBudgetInput(draft: BudgetDraft, budget: Budget | null): BudgetInput {
  const { name, scope, scopeId, window, limitUsd, hard, alertPercent } = draft;
  const kept = budget !== null && scopeOf(budget).scope === scope ? budget : null;
  const of = (other: Exclude<BudgetScope, 'everything'>): string | null =>
    other === scope ? scopeId : (kept?.[other] ?? null);
  return {
    id: budget?.id ?? null,
    name: name.trim(),
    window,
    hard,
    limitUsd: readTypedMoney(limitUsd) ?? limitUsd.trim(),
    workspaceId: of('workspaceId'),
    apiKeyId: of('apiKeyId'),
    model: of('model'),
    provider: of('provider'),
    alertThreshold: alertPercent === '' ? null : alertPercent / 100,
  };
}
