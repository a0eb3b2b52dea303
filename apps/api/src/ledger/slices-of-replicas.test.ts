import { expect, it, vi } from 'vitest';
import { describeOnEachDatabase } from '../testing/databases.ts';
import { openTestLedger } from '../testing/open-test-ledger.ts';
import { sampleBudget } from '../testing/sample-budget.ts';
import { sampleAttempt, sampleCost, sampleGeneration } from '../testing/sample-generation.ts';
import type { OpenLedger } from './create-ledger.ts';
import { listBudgets } from './list-budgets.ts';
import { toMoney } from './money.ts';
import { saveBudget } from './save-budget.ts';

const callUsd = 0.001;
const calls = 600;
const callee = { modelId: 'openai/gpt-4o-mini', deployments: [{ providerId: 'openai' }], worstCaseUsd: callUsd };
const attempts = [sampleAttempt({ cost: { ...sampleCost, totalUsd: callUsd } })];

describeOnEachDatabase('replicas with slices of one budget', (test) => {
  it('spend it to the last call that fits, and one of them is drained meanwhile', async () => {
    const { database } = test;
    const budget = sampleBudget({ limit: toMoney(callUsd * calls), window: 'TOTAL' });
    await saveBudget(database.pool, budget, 'operator', Date.now());
    const ledgers = await Promise.all([1, 2, 3].map(() => openTestLedger(database)));
    const [drained, ...others] = ledgers as [OpenLedger, ...OpenLedger[]];
    let admitted = 0;
    const callUpTo = async (ledger: OpenLedger, count: number): Promise<void> => {
      for (let left = count; left > 0 && (await call(ledger)); left--) admitted += 1;
    };
    const inFours = (ledger: OpenLedger, count: number) => [1, 2, 3, 4].map(() => callUpTo(ledger, count));
    const countOwners = async (): Promise<number> =>
      (await database.pool.query('SELECT DISTINCT owner_id FROM budget_slice')).rows.length;
    await Promise.all(ledgers.flatMap((ledger) => inFours(ledger, 10)));
    await vi.waitFor(async () => expect(await countOwners()).toBe(3), { timeout: 20_000 });
    const late = others.flatMap((ledger) => inFours(ledger, calls));
    await drained.close();
    expect(await countOwners()).toBeLessThan(3);
    await Promise.all(late);
    // A reservation exceeds its price by one unit of the last place. So the last of the 600 calls does not fit.
    expect(admitted).toBe(calls - 1);
    expect(await listBudgets(database.pool, Date.now())).toMatchObject([
      { spentUsd: '0.599', reservedUsd: '0', remainingUsd: '0.001' },
    ]);
    for (const ledger of others) await ledger.close();
    expect(
      (
        await database.pool.query(
          'SELECT spent_usd::float8 AS spent, reserved_usd::float8 AS reserved FROM budget_period',
        )
      ).rows,
    ).toEqual([{ spent: 0.599, reserved: 0 }]);
  }, 120_000);
});

/** Returns whether the budget had room for the call. */
async function call(ledger: OpenLedger): Promise<boolean> {
  const generation = sampleGeneration({ attempts });
  const account = ledger.openAccount({ workspaceId: 'default', apiKeyId: null }, generation.id, generation.createdAtMs);
  if ((await account?.reserve([callee]))?.index !== 0) return false;
  await ledger.settle(generation);
  return true;
}
