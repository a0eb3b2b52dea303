import { expect, it } from 'vitest';
import { budgetForTokens, WorkBudget } from './work-budget.ts';

it('is spent once, and reports it', () => {
  const budget = new WorkBudget(3);
  expect(budget.spend(1.5)).toBe(true);
  expect(budget.isSpent).toBe(false);
  expect(budget.spend(5)).toBe(false);
  expect(budget).toMatchObject({ isSpent: true, left: 0 });
  expect(budgetForTokens(1).left).toBe(20_008);
  expect(budgetForTokens(1e15).left).toBe(85_536);
});
