import { beforeEach, describe, expect, test } from 'vitest';
import { FakeBudgets } from '../testing/fake-budgets.ts';
import type { BudgetDraft } from './check-budget.ts';
import { removeOperatorBudget, saveOperatorBudget, settingsOf, visibleBudgets } from './manage-budgets.ts';
import { BudgetScopeError } from './save-budget.ts';

const draft: BudgetDraft = {
  id: null,
  name: 'Everything',
  workspaceId: null,
  apiKeyId: null,
  modelId: null,
  providerId: null,
  window: 'DAY',
  limitUsd: '12.5',
  hard: true,
  alertThreshold: null,
};

let budgets: FakeBudgets;
const all = () => ({ budgets, workspaceId: null });
const of = (workspaceId: string) => ({ budgets, workspaceId });

beforeEach(() => {
  budgets = new FakeBudgets();
});

describe('an operator', () => {
  test('creates a budget, changes it, and removes it', async () => {
    const made = await saveOperatorBudget(draft, 'input', all());
    const { id } = made.saved;
    expect(made.before).toBeNull();
    expect(await saveOperatorBudget({ ...draft, id, limitUsd: '7' }, 'input', all())).toMatchObject({
      before: { id, limitUsd: '12.5' },
      saved: { id, limitUsd: '7' },
    });
    expect(settingsOf(await removeOperatorBudget(id, all()))).toEqual({ ...draft, id, limitUsd: '7' });
    expect(budgets.all).toEqual([]);
  });

  test('of a workspace creates and sees only budgets of that workspace', async () => {
    const { saved: acme } = await saveOperatorBudget({ ...draft, workspaceId: 'other' }, 'input', of('acme'));
    expect(acme.workspaceId).toBe('acme');
    await expect(removeOperatorBudget(acme.id, of('other'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(visibleBudgets(budgets.all, 'other')).toEqual([]);
    expect(visibleBudgets(budgets.all, null)).toHaveLength(1);
  });

  test.each(['nonsense', '0190a000-0000-7000-8000-000000000000'])('cannot change a missing budget: %s', async (id) => {
    await expect(saveOperatorBudget({ ...draft, id }, 'input', all())).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(removeOperatorBudget(id, all())).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  test('cannot change a budget of the policy', async () => {
    const { id } = (await saveOperatorBudget(draft, 'input', all())).saved;
    budgets.all = budgets.all.map((budget) => ({ ...budget, source: 'policy' }));
    await expect(removeOperatorBudget(id, all())).rejects.toMatchObject({ code: 'CONFLICT' });
  });

  test('cannot move a budget to another scope', async () => {
    const { id } = (await saveOperatorBudget(draft, 'input', all())).saved;
    budgets.save = () => Promise.reject(new BudgetScopeError('It counts for another scope.'));
    await expect(saveOperatorBudget({ ...draft, id, providerId: 'x' }, 'input', all())).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
      field: 'input.id',
    });
  });
});
