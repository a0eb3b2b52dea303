import { describe, expect, test } from 'vitest';
import { type BudgetDraft, checkBudget } from './check-budget.ts';
import { parseMoney } from './money.ts';

const draft: BudgetDraft = {
  id: null,
  name: ' Everything ',
  workspaceId: null,
  apiKeyId: null,
  modelId: null,
  providerId: null,
  window: 'DAY',
  limitUsd: '12.50',
  hard: true,
  alertThreshold: null,
};

describe('a draft of a budget', () => {
  test('gets an id, a trimmed name and its limit as money', () => {
    const budget = checkBudget(draft, 'input');
    expect(budget).toMatchObject({ name: 'Everything', limit: parseMoney('12.5'), window: 'DAY', hard: true });
    expect(budget.id).toMatch(/^[\da-f-]{36}$/);
    expect(checkBudget({ ...draft, id: 'kept' }, 'input').id).toBe('kept');
  });

  test('may have a limit just below a hundred million', () => {
    expect(checkBudget({ ...draft, limitUsd: '99999999.99' }, 'input').limit).toBe(parseMoney('99999999.99'));
  });

  test.each([
    [0.8, 0.8],
    [1, 1],
    [80, 0.8],
    [100, 1],
    [null, null],
  ])('may have the alert threshold %s, as a share or percent', (alertThreshold, share) => {
    expect(checkBudget({ ...draft, alertThreshold }, 'input').alertThreshold).toBe(share);
  });

  test.each([
    [{ name: ' ' }, 'input.name'],
    [{ limitUsd: '-0.01' }, 'input.limitUsd'],
    [{ limitUsd: '100000000' }, 'input.limitUsd'],
    [{ alertThreshold: 0 }, 'input.alertThreshold'],
    [{ alertThreshold: 101 }, 'input.alertThreshold'],
  ])('with %j is refused, and the error names the field', (wrong, field) => {
    expect(() => checkBudget({ ...draft, ...wrong }, 'input')).toThrow(
      expect.objectContaining({ code: 'BAD_USER_INPUT', field }),
    );
  });
});
