import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sampleBudget } from '../testing/sample-budget.ts';
import { coverMoney, parseMoney, toMoney } from './money.ts';
import { Remainders } from './remainders.ts';

const callee = { modelId: 'openai/gpt-4o-mini', deployments: [{ providerId: 'openai' }] };
const all = sampleBudget({ name: 'all' });
const ofMistral = sampleBudget({ name: 'mistral', providerId: 'mistral' });

describe('the remainders of budgets', () => {
  it('cover an amount that fits, and name the budget that it does not fit', () => {
    const remainders = new Remainders([{ budget: all, left: toMoney(0.5) }], false);
    expect(remainders.refuse(callee, 0.49)).toBeNull();
    expect(remainders.refuse(callee, 0.6)).toEqual({
      budgetId: all.id,
      budget: 'all',
      neededUsd: '0.600000000001',
      remainingUsd: '0.5',
    });
  });

  it('ignore models that a budget does not bind', () => {
    const remainders = new Remainders([{ budget: ofMistral, left: 0n }], false);
    expect(remainders.refuse(callee, 1)).toBeNull();
    expect(remainders.refuse({ modelId: 'mistral/large', deployments: [{ providerId: 'mistral' }] }, 1)).toMatchObject({
      budget: 'mistral',
      remainingUsd: '0',
    });
  });

  it('admit a free call, even if a budget is overdrawn', () => {
    const remainders = new Remainders([{ budget: all, left: toMoney(-1) }], false);
    expect(remainders.refuse(callee, 0)).toBeNull();
    expect(remainders.refuse(callee, 1e-9)).toMatchObject({ remainingUsd: '0' });
  });

  it('refuse a model without a price unless that is allowed', () => {
    const remainders = [{ budget: all, left: toMoney(1) }];
    expect(new Remainders(remainders, false).refuse(callee, null)).toMatchObject({ neededUsd: null });
    expect(new Remainders(remainders, true).refuse(callee, null)).toBeNull();
  });

  it('use later figures of the ledger', () => {
    const before = new Remainders([{ budget: all, left: toMoney(1) }], false);
    const after = before.after([{ budgetId: all.id, remainingUsd: '0.25' }]);
    expect(before.refuse(callee, 0.5)).toBeNull();
    expect(after.refuse(callee, 0.5)).toMatchObject({ remainingUsd: '0.25' });
  });

  it('decide as the ledger does, to the last digit', () => {
    const amounts = fc.integer({ min: 1, max: 10_000_000 }).map((units) => units / 1e7);
    fc.assert(
      fc.property(amounts, fc.integer({ min: -3, max: 3 }), (usd, units) => {
        const left = coverMoney(usd) + BigInt(units);
        const refusal = new Remainders([{ budget: all, left }], false).refuse(callee, usd);
        expect(refusal === null).toBe(coverMoney(usd) <= left);
        if (refusal?.neededUsd != null) expect(parseMoney(refusal.neededUsd)).toBe(coverMoney(usd));
      }),
    );
  });
});
