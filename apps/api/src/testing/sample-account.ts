import { type AccountTools, BudgetAccount } from '../ledger/budget-account.ts';
import { periodKey } from '../ledger/decide-reservations.ts';
import { type Money, toMoney } from '../ledger/money.ts';
import { sampleBudget } from './sample-budget.ts';

/** An account in memory under one hard budget for everything. `reserve` answers each reservation. */
export function sampleAccount(
  leftUsd: number,
  reserve: AccountTools['reserve'] = async () => ({ option: 0, shortfalls: [] }),
) {
  const budget = sampleBudget({ name: 'team', limit: toMoney(leftUsd) });
  const released: string[] = [];
  const lowered: Money[] = [];
  const account = new BudgetAccount({
    budgets: [budget],
    generationId: '01a1fc0d-639c-7659-a51f-3cc80b0a1f91',
    nowMs: Date.UTC(2026, 0, 1),
    allowsUnpriced: () => false,
    reserve,
    read: async (ids) =>
      new Map(
        ids.map((id) => [periodKey(id), { ...id, limit: budget.limit, hard: true, spent: 0n, reserved: 0n }] as const),
      ),
    lower: async (amounts) => void lowered.push(...amounts.map(({ amount }) => amount)),
    release: ({ generationId }) => void released.push(generationId),
    keep: async () => {},
  });
  return { account, budget, released, lowered };
}
