import { windowEndMs } from '../../ledger/budget.ts';
import { type BudgetForecast as ForecastSource, forecastBudget } from '../../ledger/forecast-budget.ts';
import type { BudgetStatus } from '../../ledger/list-budgets.ts';
import { builder } from '../builder.ts';
import { Node } from '../node-interface.ts';

export const BudgetWindow = builder.enumType('BudgetWindow', {
  description: 'How long a budget counts before it begins anew.',
  values: {
    DAY: { description: 'A day, UTC.' },
    MONTH: { description: 'A calendar month, UTC.' },
    TOTAL: { description: 'For ever, from when it was made.' },
  } as const,
});

const BudgetSource = builder.enumType('BudgetSource', {
  description: 'The place that defines a budget.',
  values: {
    POLICY: { value: 'policy', description: '`cost_controls` of the policy file.' },
    OPERATOR: { value: 'operator', description: '`saveBudget`.' },
  } as const,
});

const BudgetForecast = builder.objectRef<ForecastSource>('BudgetForecast').implement({
  description: 'Where a budget leads when its window goes on at the mean pace so far.',
  fields: (t) => ({
    spentUsd: t.expose('spentUsd', { type: 'Decimal', description: 'Spent at the end of the window. US dollars.' }),
    fullAt: t.field({
      type: 'DateTime',
      nullable: true,
      description:
        'When the limit is reached; null where the budget lasts its window, and where it is used up already.',
      resolve: ({ fullAtMs }) => fullAtMs,
    }),
  }),
});

export const Budget = builder.objectRef<BudgetStatus>('Budget').implement({
  interfaces: [Node],
  description:
    'A limit on spending within a window, and its current figures. Without any scope it applies to everything.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Its id.' }),
    name: t.exposeString('name', { description: 'For people.' }),
    workspaceId: t.exposeID('workspaceId', { nullable: true, description: 'Only spending of this workspace.' }),
    apiKeyId: t.exposeID('apiKeyId', { nullable: true, description: 'Only spending with this API key.' }),
    model: t.exposeID('modelId', { nullable: true, description: 'Only spending on this model.' }),
    provider: t.exposeID('providerId', {
      nullable: true,
      description: "Only spending on this provider's models.",
    }),
    window: t.expose('window', { type: BudgetWindow, description: 'How long it counts before it begins anew.' }),
    limitUsd: t.expose('limitUsd', { type: 'Decimal', description: 'The most that may be spent. US dollars.' }),
    spentUsd: t.expose('spentUsd', { type: 'Decimal', description: 'Spent in this window. US dollars.' }),
    reservedUsd: t.expose('reservedUsd', {
      type: 'Decimal',
      description: 'Held for generations that are running: the most that they may come to. US dollars.',
    }),
    remainingUsd: t.expose('remainingUsd', {
      type: 'Decimal',
      description: 'Neither spent nor held; below zero where a soft budget was overdrawn. US dollars.',
    }),
    hard: t.exposeBoolean('hard', {
      description: 'Whether requests beyond it are refused. A soft budget only counts and alerts.',
    }),
    alertThreshold: t.exposeFloat('alertThreshold', {
      nullable: true,
      description: 'Share of the limit, 0 to 1, at which an alert goes out once a window; null for none.',
    }),
    alertedAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When that share was spent in this window; null while it is not.',
      resolve: ({ alertedAtMs }) => alertedAtMs,
    }),
    windowStart: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'Where this window began; null for a total.',
      resolve: ({ window, windowStartMs }) => (window === 'TOTAL' ? null : windowStartMs),
    }),
    windowEnd: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'Where the next window begins; null for a total.',
      resolve: ({ window, windowStartMs }) => windowEndMs(window, windowStartMs),
    }),
    forecast: t.field({
      type: BudgetForecast,
      nullable: true,
      description: 'Where its pace leads. Null for a total, which has no pace, and in the first twentieth of a window.',
      resolve: (budget) => forecastBudget(budget, Date.now()),
    }),
    source: t.expose('source', { type: BudgetSource, description: 'The place that defines it.' }),
  }),
});
