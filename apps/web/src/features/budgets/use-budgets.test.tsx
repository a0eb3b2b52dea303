// @vitest-environment happy-dom
import { act, cleanup, renderHook } from '@testing-library/react';
import fc from 'fast-check';
import type { ReactNode } from 'react';
import { Provider, useMutation, useQuery } from 'urql';
import { describe, expect, test } from 'vitest';
import { heldClient } from '../../testing/held-client.ts';
import { ViewerQuery } from '../access/viewer-query.ts';
import { type Budget, SaveBudgetMutation } from './budget-documents.ts';
import { sampleBudget } from './testing/sample-budget.ts';
import { useBudgets } from './use-budgets.ts';

const typed = (changes: Partial<Budget>) => ({ __typename: 'Budget', ...sampleBudget({ forecast: null, ...changes }) });
const first = typed({ id: 'b1', spentUsd: '1' });
const second = typed({ id: 'b2', spentUsd: '0' });
const viewer = { __typename: 'Viewer', role: 'ADMIN', permissions: [], workspaceId: null, workspace: null };

type Listed = readonly ReturnType<typeof typed>[];

const listOf = (budgets: Listed) => ({ __typename: 'Query', budgets });
const eventOf = (budgets: Listed, removed: readonly string[] = [], snapshot = false) => ({
  __typename: 'Subscription',
  budgets: { __typename: 'BudgetEvent', snapshot, budgets, alerts: [], removed },
});
const viewerAnswer = { __typename: 'Query', viewer: { ...viewer, apiKey: null }, workspaces: [] };

/** The list of the page of budgets within a session, and its client. */
function open() {
  const api = heldClient();
  const { result } = renderHook(
    () => {
      useQuery({ query: ViewerQuery });
      const [{ data }] = useBudgets(false);
      const [, save] = useMutation(SaveBudgetMutation);
      return { listed: data?.budgets, save: () => void save({ input: { name: 'Second', limitUsd: '100' } as never }) };
    },
    { wrapper: ({ children }: { children: ReactNode }) => <Provider value={api.client}>{children}</Provider> },
  );
  const requestOf = (name: string) => {
    const request = api.requests().find((each) => each.name === name);
    if (!request) throw new Error(`${name} is not sent.`);
    return request;
  };
  return {
    ...api,
    shown: () => result.current.listed?.map(({ id, spentUsd }) => `${id} ${spentUsd}`),
    save: () => act(async () => result.current.save()),
    emit: (event: ReturnType<typeof eventOf>) => act(async () => api.emit('BudgetChanges', event)),
    answer: (name: string, data: Record<string, unknown>) => act(async () => requestOf(name).answer(data)),
  };
}

describe('the list of budgets', () => {
  test('keeps a new budget when its event overtakes the result of its save', async () => {
    const page = open();
    await page.answer('SessionViewer', viewerAnswer);
    await page.answer('Budgets', listOf([first]));
    await page.save();
    await page.emit(eventOf([second]));
    await page.answer('SaveBudget', { __typename: 'Mutation', saveBudget: second });
    expect(page.shown()).toEqual(['b1 1']);
    await page.answer('Budgets', listOf([first, second]));
    expect(page.shown()).toEqual(['b1 1', 'b2 0']);
  });

  test('reads again the budgets that were being read when an event came', async () => {
    const page = open();
    await page.emit(eventOf([typed({ id: 'b1', spentUsd: '2' }), second], [], true));
    await page.answer('Budgets', listOf([first]));
    expect(page.shown()).toEqual(['b1 1']);
    await page.answer('Budgets', listOf([typed({ id: 'b1', spentUsd: '2' }), second]));
    expect(page.shown()).toEqual(['b1 2', 'b2 0']);
    expect(page.requests().map(({ name }) => name)).toEqual(['SessionViewer']);
  });

  test('reads again when the first event lacks a budget that was being read', async () => {
    const page = open();
    await page.emit(eventOf([second], [], true));
    await page.answer('Budgets', listOf([first, second]));
    expect(page.shown()).toEqual(['b1 1', 'b2 0']);
    await page.answer('Budgets', listOf([second]));
    expect(page.shown()).toEqual(['b2 0']);
  });

  test('does not restart a slow read at each event', async () => {
    const page = open();
    await page.answer('Budgets', listOf([first]));
    await page.emit(eventOf([second]));
    const slow = page.requests().find(({ name }) => name === 'Budgets');
    await page.emit(eventOf([typed({ id: 'b2', spentUsd: '1' })]));
    expect(page.requests()).toContain(slow);
  });

  test('ends on the present budgets in every order of answers and events', async () => {
    const order = fc.array(fc.nat(9_999), { minLength: 80, maxLength: 80 });
    await fc.assert(fc.asyncProperty(order, runInOrder), { numRuns: 300 });
  }, 120_000);
});

/** Lets the API and the network take one step after another, each chosen by a number. */
async function runInOrder(order: readonly number[]): Promise<void> {
  const page = open();
  let budgets: Listed = [first];
  let told: Listed | null = null;
  const events: ReturnType<typeof eventOf>[] = [];
  /** The answers of requests that the API has handled, on their way back. */
  const answers = new Map<unknown, Record<string, unknown>>();
  const once: Record<string, () => void | Promise<void>> = {
    save: () => page.save(),
    'spend before': () => spend('2'),
    'spend after': () => spend('3'),
    remove: () => {
      budgets = budgets.filter(({ id }) => id !== 'b1');
    },
  };
  function spend(spentUsd: string): void {
    budgets = budgets.map((budget) => (budget.id === 'b1' ? { ...budget, spentUsd } : budget));
  }
  function handle(name: string): Record<string, unknown> {
    if (name === 'SessionViewer') return viewerAnswer;
    if (name === 'Budgets') return listOf(budgets);
    budgets = [...budgets, second];
    return { __typename: 'Mutation', saveBudget: second };
  }
  function poll(): void {
    const before = new Map((told ?? []).map((budget) => [budget.id, budget]));
    const removed = [...before.keys()].filter((id) => budgets.every((budget) => budget.id !== id));
    const changed = budgets.filter((budget) => before.get(budget.id) !== budget);
    events.push(eventOf(changed, removed, told === null));
    told = budgets;
  }
  const possibleSteps = (): (() => unknown)[] => [
    ...Object.entries(once).map(([name, act]) => () => {
      delete once[name];
      return act();
    }),
    ...page.requests().map((request) => () => {
      const data = answers.get(request);
      if (data === undefined) answers.set(request, handle(request.name));
      else return act(async () => request.answer(data));
    }),
    ...(told === budgets ? [] : [poll]),
    ...events.slice(0, 1).map((event) => () => {
      events.shift();
      return page.emit(event);
    }),
  ];
  for (const choice of order) {
    const steps = possibleSteps();
    await steps[choice % steps.length]?.();
  }
  // The rest in the order in which it came.
  for (let steps = possibleSteps(); steps.length > 0; steps = possibleSteps()) await steps[0]?.();
  expect(page.shown()).toEqual(budgets.map(({ id, spentUsd }) => `${id} ${spentUsd}`));
  cleanup();
}
