import { expect, it, vi } from 'vitest';
import { describeOnEachDatabase } from '../testing/databases.ts';
import { sampleBudget } from '../testing/sample-budget.ts';
import { createBudgets } from './budgets.ts';

describeOnEachDatabase('the budgets of operators', (test) => {
  it('are read again after each change, also after one that failed', async () => {
    const refresh = vi.fn(async () => {});
    const budgets = createBudgets({ pool: test.database.pool, nowMs: Date.now, refresh, onError: () => {} });
    const budget = sampleBudget();
    await budgets.save(budget);
    expect(refresh).toHaveBeenCalledTimes(1);
    await expect(budgets.save({ ...budget, modelId: 'openai/gpt-4o' })).rejects.toThrow('another scope');
    expect(refresh).toHaveBeenCalledTimes(2);
    expect(await budgets.remove(budget.id)).toBe(true);
    expect(refresh).toHaveBeenCalledTimes(3);
  });
});
