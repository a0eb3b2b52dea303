import { expect, it } from 'vitest';
import { budgetOfEffort, effortOfBudget, nearestEffort, reasoningEfforts } from './settings.ts';

it.each([
  ['high', ['low', 'high'], 'high'],
  ['max', ['low', 'medium', 'high'], 'high'],
  ['none', ['low', 'medium'], 'low'],
  ['medium', ['high', 'low'], 'low'],
  ['low', [], null],
  ['minimal', ['none', 'low', 'medium'], 'low'],
  ['none', ['none', 'low'], 'none'],
  ['high', ['none'], 'none'],
] as const)('the nearest effort to %s of %j is %s', (effort, taken, nearest) => {
  expect(nearestEffort(effort, taken)).toBe(nearest);
});

it('every effort has a larger budget than the previous effort, and is found by its budget', () => {
  const budgets = reasoningEfforts.map(budgetOfEffort);
  expect(budgets).toEqual([...new Set(budgets)].sort((left, right) => left - right));
  expect(budgets.map(effortOfBudget)).toEqual(reasoningEfforts);
  expect(effortOfBudget(3_000)).toBe('medium');
  expect(effortOfBudget(1_000_000)).toBe('max');
});
