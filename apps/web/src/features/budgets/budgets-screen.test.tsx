// @vitest-environment happy-dom
import { act, screen, waitFor, within } from '@testing-library/react';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { visit } from '../../testing/next-navigation.ts';
import { renderInConsole } from '../../testing/render-in-console.tsx';
import { apiError } from '../../testing/scripted-client.ts';
import { BudgetsScreen } from './budgets-screen.tsx';
import { sampleBudget } from './testing/sample-budget.ts';

const budgets = [
  sampleBudget(),
  sampleBudget({
    id: 'b2',
    name: 'Team A',
    workspaceId: 'team-a',
    spentUsd: '99',
    reservedUsd: '1',
    remainingUsd: '0',
  }),
  sampleBudget({ id: 'b3', name: 'Daily', source: 'POLICY', window: 'DAY', windowStart: null, windowEnd: null }),
];
const answers = {
  Workspaces: () => ({ workspaces: [{ id: 'team-a', name: 'Team A of Acme' }] }),
  Budgets: () => ({
    budgets,
    apiKeys: [{ id: 'k1', name: 'ci', prefix: 'psk_1', revokedAt: null }],
    models: [{ id: 'acme/one' }],
    providers: [{ id: 'acme', displayName: 'Acme' }],
  }),
};
const card = async (name: string) => {
  const title = await screen.findByRole('heading', { name });
  return within(title.closest('li') as HTMLElement);
};

vi.setConfig({ testTimeout: 60_000 });
beforeEach(() => visit('/budgets'));

describe('the page of budgets', () => {
  test('shows the fullest budget first, with its meter and its end', async () => {
    renderInConsole(<BudgetsScreen />, answers);
    await card('Team A');
    expect(screen.getAllByRole('heading', { level: 2 }).map((title) => title.textContent)).toEqual([
      'Team A',
      'Monthly',
      'Daily',
    ]);
    expect((await card('Team A')).getByText('Used up')).toBeTruthy();
    expect(await (await card('Team A')).findByText('Workspace Team A of Acme')).toBeTruthy();
    const meter = (await card('Monthly')).getByRole('progressbar');
    expect(meter.getAttribute('aria-valuenow')).toBe('25');
    expect((await card('Monthly')).getByText('At 80%')).toBeTruthy();
    expect((await card('Daily')).queryByRole('button')).toBeNull();
  });

  test('makes a budget, after the problems in the form were shown', async () => {
    const SaveBudget = () => ({ saveBudget: sampleBudget() });
    const { user, sent } = renderInConsole(<BudgetsScreen />, { ...answers, SaveBudget });
    await user.click(await screen.findByRole('button', { name: 'New budget' }));
    act(() => visit('/budgets?edit=new'));
    const form = within(await screen.findByRole('dialog'));
    await user.type(form.getByLabelText(/^Name/), 'All');
    await user.type(form.getByLabelText(/^Limit/), 'ten');
    await user.click(form.getByRole('button', { name: 'Create budget' }));
    expect(await form.findByText('An amount in US dollars, as 1000 or 12.5.')).toBeTruthy();
    await user.clear(form.getByLabelText(/^Limit/));
    await user.type(form.getByLabelText(/^Limit/), '12,5');
    await user.clear(form.getByLabelText('Alert at'));
    await user.type(form.getByLabelText('Alert at'), '82,5');
    await user.click(form.getByRole('button', { name: 'Create budget' }));
    expect(sent.find(({ name }) => name === 'SaveBudget')?.variables).toMatchObject({
      input: { id: null, name: 'All', limitUsd: '12.5', window: 'MONTH', hard: true, alertThreshold: 0.825 },
    });
  });

  test('opens the budget in the address to edit, and shows a refusal', async () => {
    visit('/budgets?edit=b1');
    const SaveBudget = () => {
      throw apiError('CONFLICT', 'A budget with this name is there already.');
    };
    const { user } = renderInConsole(<BudgetsScreen />, { ...answers, SaveBudget });
    const form = within(await screen.findByRole('dialog'));
    expect((form.getByLabelText(/^Limit/) as HTMLInputElement).value).toBe('100');
    for (const name of ['Counts', 'Resets']) {
      expect((form.getByRole('combobox', { name }) as HTMLInputElement).disabled).toBe(true);
    }
    await user.click(form.getByRole('button', { name: 'Save' }));
    expect(await form.findByText(/is there already/)).toBeTruthy();
  });

  test('reports that another window changed or removed the budget in the form', async () => {
    visit('/budgets?edit=b1');
    let listed = budgets;
    const { emit, user } = renderInConsole(<BudgetsScreen />, { ...answers, Budgets: () => ({ budgets: listed }) });
    const form = within(await screen.findByRole('dialog'));
    await user.clear(form.getByLabelText(/^Limit/));
    await user.type(form.getByLabelText(/^Limit/), '70');
    listed = [sampleBudget({ limitUsd: '250' })];
    act(() => emit('BudgetChanges', { budgets: { snapshot: true, budgets: [], alerts: [], removed: ['b2', 'b3'] } }));
    expect(await form.findByText(/It was changed meanwhile: Monthly, \$250\.00/)).toBeTruthy();
    expect((form.getByLabelText(/^Limit/) as HTMLInputElement).value).toBe('70');
    await user.click(form.getByRole('button', { name: 'Use the change' }));
    expect((form.getByLabelText(/^Limit/) as HTMLInputElement).value).toBe('250');

    listed = [];
    act(() => emit('BudgetChanges', { budgets: { snapshot: false, budgets: [], alerts: [], removed: ['b1'] } }));
    expect(await form.findByText(/was removed meanwhile/)).toBeTruthy();
    expect((form.getByRole('button', { name: 'Save' }) as HTMLButtonElement).disabled).toBe(true);
  });

  test('removes a budget after a confirmation', async () => {
    const { user, sent } = renderInConsole(<BudgetsScreen />, {
      ...answers,
      RemoveBudget: () => ({ removeBudget: 'b1' }),
    });
    await user.click((await card('Monthly')).getByRole('button', { name: 'Actions of Monthly' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Remove …' }));
    await user.click(await screen.findByRole('button', { name: 'Remove' }));
    expect(sent.find(({ name }) => name === 'RemoveBudget')?.variables).toEqual({ id: 'b1' });
  });

  test('shows an alert when it arrives', async () => {
    const { emit } = renderInConsole(<BudgetsScreen />, answers);
    await card('Monthly');
    act(() =>
      emit('BudgetChanges', {
        budgets: { snapshot: false, budgets, alerts: [{ id: 'b1', name: 'Monthly' }], removed: [] },
      }),
    );
    expect(await screen.findByText("The budget 'Monthly' has reached its alert.")).toBeTruthy();
  });

  test('removes a budget from the list that was removed elsewhere', async () => {
    let listed = budgets;
    const { emit } = renderInConsole(<BudgetsScreen />, { ...answers, Budgets: () => ({ budgets: listed }) });
    await card('Monthly');
    listed = budgets.filter(({ id }) => id !== 'b2');
    act(() => emit('BudgetChanges', { budgets: { snapshot: false, budgets: [], alerts: [], removed: ['b2'] } }));
    await waitFor(() => expect(screen.queryByRole('heading', { name: 'Team A' })).toBeNull());
    await card('Monthly');
  });

  test("shows a budget's forecast", async () => {
    const changes = [
      { id: 'f1', name: 'Lasting' },
      { id: 'f2', name: 'Short', forecast: { spentUsd: '140', fullAt: '2026-11-20T12:00:00Z' } },
      { id: 'f3', name: 'New', forecast: null },
      { id: 'f4', name: 'Whole', forecast: null, window: 'TOTAL' as const, windowStart: null, windowEnd: null },
    ];
    renderInConsole(<BudgetsScreen />, {
      ...answers,
      Budgets: () => ({ budgets: changes.map((each) => sampleBudget(each)) }),
    });
    expect((await card('Lasting')).getByText('About $50.00 by the reset')).toBeTruthy();
    expect((await card('Short')).getByText(/^Full at about Nov 20, 2026/)).toBeTruthy();
    expect((await card('New')).getByText('Too early to say')).toBeTruthy();
    expect((await card('Whole')).queryByText('Forecast')).toBeNull();
  });

  test('the form of a new budget waits for the list, which contains its choices', async () => {
    visit('/budgets?edit=new');
    let isAway = true;
    const Budgets = () => {
      if (isAway) throw apiError('INTERNAL', 'The database does not answer.');
      return answers.Budgets();
    };
    const { user } = renderInConsole(<BudgetsScreen />, { ...answers, Budgets }, 'OPERATOR');
    const again = await screen.findByRole('button', { name: 'Try again' });
    expect(screen.queryByRole('dialog')).toBeNull();
    isAway = false;
    await user.click(again);
    expect(await screen.findByRole('dialog', { name: 'New budget' })).toBeTruthy();
  });

  test('a member only reads', async () => {
    renderInConsole(<BudgetsScreen />, answers, 'MEMBER');
    expect((await card('Monthly')).queryByRole('button')).toBeNull();
    expect(screen.queryByRole('button', { name: 'New budget' })).toBeNull();
  });
});
