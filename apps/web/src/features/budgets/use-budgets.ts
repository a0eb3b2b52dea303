'use client';

import { notifications } from '@mantine/notifications';
import { useQuery, useSubscription } from 'urql';
import { BudgetsQuery, BudgetsSubscription } from './budget-documents.ts';

/**
 * The budgets, live, and the choices for the scope of a new budget. The cache updates the figures. A new or removed
 * budget reloads the list, unless it is being read: then the cache reads it again, see repeat-outdated.ts.
 */
export function useBudgets(mayChange: boolean) {
  const [result, read] = useQuery({ query: BudgetsQuery, variables: { mayChange } });
  const reload = (): void => read({ requestPolicy: 'network-only' });
  const listed = result.data?.budgets;
  useSubscription({ query: BudgetsSubscription }, (_, event) => {
    const { snapshot, budgets, alerts, removed } = event.budgets;
    for (const { id, name } of alerts) {
      notifications.show({
        id: `alert ${id}`,
        color: 'yellow',
        message: `The budget '${name}' has reached its alert.`,
      });
    }
    const isListed = (id: string): boolean => listed?.some((known) => known.id === id) ?? false;
    const came = budgets.some(({ id }) => !isListed(id));
    const went = removed.some(isListed) || (snapshot && listed?.length !== budgets.length);
    if (listed && !result.fetching && (came || went)) reload();
    return event;
  });
  return [result, reload] as const;
}
