import type { Budget, BudgetInput } from './budget-documents.ts';

/** What a budget counts: everything, or the spending of one thing. */
export type BudgetScope = 'everything' | 'workspaceId' | 'apiKeyId' | 'model' | 'provider';

export const scopeLabels: Readonly<Record<BudgetScope, string>> = {
  everything: 'Everything',
  workspaceId: 'One workspace',
  apiKeyId: 'One key',
  model: 'One model',
  provider: 'One provider',
};

/** The thing that a scope names. */
export const scopeNouns: Readonly<Record<Exclude<BudgetScope, 'everything'>, string>> = {
  workspaceId: 'Workspace',
  apiKeyId: 'Key',
  model: 'Model',
  provider: 'Provider',
};

/** All that a budget counts, in words: `Workspace Team A · Model acme/one`. `names`: of things, by id. */
export function describeScope(budget: Budget, names: ReadonlyMap<string, string>): string {
  const scopes = (Object.keys(scopeNouns) as (keyof typeof scopeNouns)[]).flatMap((scope) => {
    const id = budget[scope];
    return id === null ? [] : [`${scopeNouns[scope]} ${names.get(id) ?? id}`];
  });
  return scopes.length === 0 ? scopeLabels.everything : scopes.join(' · ');
}

/** What is typed into the form of a budget. */
export type BudgetDraft = {
  name: string;
  scope: BudgetScope;
  /** The id of the thing; null for everything. */
  scopeId: string | null;
  window: Budget['window'];
  limitUsd: string;
  hard: boolean;
  /** Percent; empty: no alert. */
  alertPercent: number | '';
};

/** The scope of a budget and its id. A budget with several is of the narrowest here. */
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
  const { name, window, limitUsd, hard, alertThreshold } = budget;
  const alertPercent = alertThreshold === null ? '' : Math.round(alertThreshold * 10_000) / 100;
  return { name, scope, scopeId: id, window, limitUsd, hard, alertPercent };
}

/** What the draft asks of the API. Scopes that the form does not show stay as they are. */
export function toBudgetInput(draft: BudgetDraft, budget: Budget | null): BudgetInput {
  const { name, scope, scopeId, window, limitUsd, hard, alertPercent } = draft;
  const kept = budget !== null && scopeOf(budget).scope === scope ? budget : null;
  const of = (other: Exclude<BudgetScope, 'everything'>): string | null =>
    other === scope ? scopeId : (kept?.[other] ?? null);
  return {
    ...{ id: budget?.id ?? null, name: name.trim(), window, limitUsd: limitUsd.trim(), hard },
    ...{ workspaceId: of('workspaceId'), apiKeyId: of('apiKeyId'), model: of('model'), provider: of('provider') },
    alertThreshold: alertPercent === '' ? null : alertPercent / 100,
  };
}

/** What is wrong with a typed limit; null where it is US dollars. */
export function findLimitProblem(limitUsd: string): string | null {
  return /^\d{1,12}(\.\d{1,9})?$/.test(limitUsd.trim()) ? null : 'An amount in US dollars, as 50 or 12.5.';
}
