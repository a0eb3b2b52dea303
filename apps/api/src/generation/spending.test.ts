import type { DueAttempt } from '@penstock/router';
import { buildCandidate, buildModel, flatPrice } from '@penstock/testing';
import { describe, expect, it } from 'vitest';
import { plainRequest } from '../testing/plain-request.ts';
import { sampleAccount } from '../testing/sample-account.ts';
import { sampleAttempt, sampleCost } from '../testing/sample-generation.ts';
import { sampleRules } from '../testing/sample-rules.ts';
import { Spending, spendingLimits } from './spending.ts';

const rules = sampleRules(`models: { openai: { gpt-4o-mini: { quality: 0.7 } } }
cost_controls: { per_request_limit: 0.5 }
`);

it.each([
  [{}, 0.5],
  [{ costLimitUsd: 0.4 }, 0.4],
  [{ costLimitUsd: 0.4, budgetRemainingUsd: 0.3 }, 0.3],
  [{ budgetRemainingUsd: 2 }, 0.5],
])('a request with %j may cost %d dollars under a policy of half a dollar', (changes, limitUsd) => {
  expect(spendingLimits(plainRequest('x', changes), rules).costLimitUsd).toBe(limitUsd);
});

it('a request without a limit has none, and an embedding reserves one token of output', () => {
  const request = plainRequest('x', { maxOutputTokens: 40 });
  expect(spendingLimits(request, sampleRules())).toMatchObject({ costLimitUsd: null, maxOutputTokens: 40 });
  const call = { type: 'embedding', texts: ['a'], dimensions: null, purpose: null } as const;
  expect(spendingLimits({ ...request, call }, sampleRules()).maxOutputTokens).toBe(1);
});

/** In units of a trillionth. */
const dollars = (money: bigint): number => Math.round(Number(money) / 1e12);

type Due = Pick<DueAttempt, 'candidate' | 'model'>;

describe('two calls at once', () => {
  const models = [
    buildModel('a/late', { price: flatPrice(0, 1_000_000) }),
    buildModel('b/quick', { price: flatPrice(0, 2_000_000) }),
  ] as const;
  const [late, quick] = models.map((model) => ({ candidate: buildCandidate(model.id), model })) as [Due, Due];

  async function admitted() {
    const stage = sampleAccount(100);
    const { terms } = spendingLimits(plainRequest('x'), rules);
    const spending = new Spending({ costLimitUsd: null, account: stage.account, maxOutputTokens: 10, terms });
    expect(await spending.admit({ ...late, sentText: '', beside: null }, 5)).toEqual({ isAdmitted: true });
    expect(await spending.admit({ ...quick, sentText: '', beside: late }, 5)).toEqual({ isAdmitted: true });
    return { spending, ...stage };
  }

  it('reserve both worst cases, and the remaining one when one call is over', async () => {
    const { spending, lowered, account } = await admitted();
    spending.charge(sampleAttempt({ modelId: 'a/late', cost: { ...sampleCost, totalUsd: 1 } }));
    await account.raise([]);
    expect(lowered.map(dollars)).toEqual([21]);
    spending.charge(sampleAttempt({ modelId: 'b/quick', cost: { ...sampleCost, totalUsd: 2 } }));
    await account.raise([]);
    expect(lowered).toHaveLength(1);
  });

  it('reserve the worst case of the first alone if the second is not made', async () => {
    const { spending, lowered, account } = await admitted();
    spending.withdraw();
    spending.withdraw();
    await account.raise([]);
    expect(lowered.map(dollars)).toEqual([10]);
  });
});
