import type { Viewer } from '../../access/viewer.ts';
import { LatestValues } from '../../events/latest-values.ts';
import type { Budgets } from '../../ledger/budgets.ts';
import type { BudgetStatus } from '../../ledger/list-budgets.ts';
import { visibleBudgets } from '../../ledger/manage-budgets.ts';
import { builder } from '../builder.ts';
import { withCost } from '../execution/field-cost.ts';
import { Budget } from './budget.ts';

type Change = {
  isSnapshot: boolean;
  budgets: readonly BudgetStatus[];
  alerts: readonly BudgetStatus[];
  /** The ids of removed budgets. */
  removed: readonly string[];
};

const BudgetEvent = builder.objectRef<Change>('BudgetEvent').implement({
  description: 'A change of budgets. The first event has all budgets; later events have the changed and removed ones.',
  fields: (t) => ({
    snapshot: t.exposeBoolean('isSnapshot', { description: 'True for the first event, which has every budget.' }),
    budgets: t.field({
      type: [Budget],
      description: 'The budgets of this event.',
      resolve: ({ budgets }) => [...budgets],
    }),
    alerts: t.field({
      type: [Budget],
      description: 'The budgets of this event that have just crossed their threshold.',
      resolve: ({ alerts }) => [...alerts],
    }),
    removed: t.idList({
      description: 'The ids of removed budgets.',
      resolve: ({ removed }) => [...removed],
    }),
  }),
});

/** The change from one list to the next. */
function compareBudgets(before: readonly BudgetStatus[] | null, now: readonly BudgetStatus[]): Change {
  if (before === null) return { isSnapshot: true, budgets: now, alerts: [], removed: [] };
  const known = new Map(before.map((budget) => [budget.id, budget]));
  const budgets = now.filter((budget) => JSON.stringify(known.get(budget.id)) !== JSON.stringify(budget));
  const alerts = budgets.filter(
    ({ id, alertedAtMs }) => alertedAtMs !== null && alertedAtMs !== (known.get(id)?.alertedAtMs ?? null),
  );
  const kept = new Set(now.map(({ id }) => id));
  const removed = before.map(({ id }) => id).filter((id) => !kept.has(id));
  return { isSnapshot: false, budgets, alerts, removed };
}

/** Two changes as one, for a reader that missed the first. */
function mergeChanges(older: Change, newer: Change): Change {
  const gone = new Set(newer.removed);
  const isKept = ({ id }: BudgetStatus): boolean => !gone.has(id);
  // The policy's budget may return under the same id.
  const back = new Set(newer.budgets.map(({ id }) => id));
  return {
    isSnapshot: older.isSnapshot,
    budgets: mergeById(older.budgets.filter(isKept), newer.budgets),
    alerts: mergeById(older.alerts.filter(isKept), newer.alerts),
    // A reader that begins with the snapshot has not seen the removed budgets.
    removed: older.isSnapshot ? [] : [...older.removed.filter((id) => !back.has(id)), ...newer.removed],
  };
}

function mergeById(older: readonly BudgetStatus[], newer: readonly BudgetStatus[]): readonly BudgetStatus[] {
  return [...new Map([...older, ...newer].map((budget) => [budget.id, budget])).values()];
}

builder.subscriptionField('budgets', (t) =>
  t.field({
    type: BudgetEvent,
    extensions: withCost({ work: 100 }),
    authScopes: { can: 'read' },
    description: 'All budgets first, then each changed or removed budget, within a second, on any replica.',
    subscribe: (_root, _args, { services, viewer }) => watchBudgets(services.budgets, viewer).until(services.closing),
    resolve: (change) => change,
  }),
);

function watchBudgets(budgets: Budgets, viewer: Viewer): LatestValues<Change> {
  let before: readonly BudgetStatus[] | null = null;
  return new LatestValues<Change>(
    (tell) =>
      budgets.subscribe((all) => {
        const now = visibleBudgets(all, viewer.workspaceId);
        const change = compareBudgets(before, now);
        before = now;
        if (change.isSnapshot || change.budgets.length > 0 || change.removed.length > 0) tell(change);
      }),
    mergeChanges,
  );
}
