import { windowEndMs } from '../../ledger/budget.ts';
import { type BudgetForecast as ForecastSource, forecastBudget } from '../../ledger/forecast-budget.ts';
import type { BudgetStatus } from '../../ledger/list-budgets.ts';
import { builder } from '../builder.ts';
import { Node } from '../node-interface.ts';

export const BudgetWindow = builder.enumType('BudgetWindow', {
  description: 'The period after which a budget restarts its count.',
  values: {
    DAY: { description: 'A day in UTC.' },
    MONTH: { description: 'A calendar month in UTC.' },
    TOTAL: { description: 'All time from its creation; it never restarts.' },
  } as const,
});

const BudgetSource = builder.enumType('BudgetSource', {
  description: 'The source that defines a budget.',
  values: {
    POLICY: { value: 'policy', description: 'The section `cost_controls` of the policy file.' },
    OPERATOR: { value: 'operator', description: 'The mutation `saveBudget`.' },
  } as const,
});

const BudgetForecast = builder.objectRef<ForecastSource>('BudgetForecast').implement({
  description: 'The forecast of a budget at the mean pace of its window so far.',
  fields: (t) => ({
    spentUsd: t.expose('spentUsd', {
      type: 'Decimal',
      description: 'Expected spending at the end of the window, US dollars.',
    }),
    fullAt: t.field({
      type: 'DateTime',
      nullable: true,
      description:
        'The time at which the limit is reached. Null if the budget lasts its window, and if it is used up already.',
      resolve: ({ fullAtMs }) => fullAtMs,
    }),
  }),
});

export const Budget = builder.objectRef<BudgetStatus>('Budget').implement({
  interfaces: [Node],
  description:
    'A limit on spending within a window, and its current figures. Without any scope it applies to everything.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'The id of the budget.' }),
    name: t.exposeString('name', { description: 'The display name.' }),
    workspaceId: t.exposeID('workspaceId', { nullable: true, description: 'Counts only spending of this workspace.' }),
    apiKeyId: t.exposeID('apiKeyId', { nullable: true, description: 'Counts only spending with this API key.' }),
    model: t.exposeID('modelId', { nullable: true, description: 'Counts only spending on this model.' }),
    provider: t.exposeID('providerId', {
      nullable: true,
      description: "Counts only spending on this provider's models.",
    }),
    window: t.expose('window', { type: BudgetWindow, description: 'The period after which counting restarts.' }),
    limitUsd: t.expose('limitUsd', {
      type: 'Decimal',
      description: 'The most that may be spent in a window, US dollars.',
    }),
    spentUsd: t.expose('spentUsd', { type: 'Decimal', description: 'Spending in this window, US dollars.' }),
    reservedUsd: t.expose('reservedUsd', {
      type: 'Decimal',
      description: 'Reserved for running generations: the most that they may cost. US dollars.',
    }),
    remainingUsd: t.expose('remainingUsd', {
      type: 'Decimal',
      description: 'Neither spent nor reserved; below zero if a soft budget was overdrawn. US dollars.',
    }),
    hard: t.exposeBoolean('hard', {
      description: 'Whether requests above the limit are refused. A soft budget only counts and alerts.',
    }),
    alertThreshold: t.exposeFloat('alertThreshold', {
      nullable: true,
      description: 'Share of the limit, 0 to 1, at which an alert is sent once a window; null for none.',
    }),
    alertedAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'The time at which that share was reached in this window; null before.',
      resolve: ({ alertedAtMs }) => alertedAtMs,
    }),
    windowStart: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'The start of this window; null for a total.',
      resolve: ({ window, windowStartMs }) => (window === 'TOTAL' ? null : windowStartMs),
    }),
    windowEnd: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'The start of the next window; null for a total.',
      resolve: ({ window, windowStartMs }) => windowEndMs(window, windowStartMs),
    }),
    forecast: t.field({
      type: BudgetForecast,
      nullable: true,
      description: 'The forecast at its pace. Null for a total, and in the first twentieth of a window.',
      resolve: (budget) => forecastBudget(budget, Date.now()),
    }),
    source: t.expose('source', { type: BudgetSource, description: 'The source that defines it.' }),
  }),
});
