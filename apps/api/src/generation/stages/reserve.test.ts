import type { BudgetView, Candidate, Plan } from '@penstock/router';
import { describe, expect, it, vi } from 'vitest';
import { toMoney } from '../../ledger/money.ts';
import type { ReservationResult } from '../../ledger/reservation.ts';
import { sampleAccount } from '../../testing/sample-account.ts';
import { sampleGeneration, sampleRequest } from '../../testing/sample-generation.ts';
import { sampleRules } from '../../testing/sample-rules.ts';
import { askedFor, fakeStageTools } from '../../testing/stage-tools.ts';
import { reserve } from './reserve.ts';
import type { Recalled, Reserved } from './stage.ts';

const rules = sampleRules('models: { openai: { dear: { quality: 0.9 }, cheap: { quality: 0.1 } } }');
const sample = sampleGeneration().plan;
const costs = { 'openai/dear': 0.5, 'openai/cheap': 0.1 };

/** Plans both models, without those that the budgets refuse. */
function planWith(budgets: BudgetView | null): { plan: Plan; inputTokens: number } {
  const [first] = sample.candidates;
  const plan: { candidates: Candidate[]; exclusions: Plan['exclusions'][number][] } = {
    candidates: [],
    exclusions: [],
  };
  for (const [modelId, worstCaseCostUsd] of Object.entries(costs)) {
    const refusal = budgets?.refuse({ modelId, deployments: [{ providerId: 'openai' }] }, worstCaseCostUsd) ?? null;
    if (refusal !== null) plan.exclusions.push({ modelId, reason: { code: 'budget', figures: refusal } });
    else plan.candidates.push({ ...(first as Candidate), modelId, worstCaseCostUsd });
  }
  return { plan: { ...sample, ...plan }, inputTokens: 7 };
}

/** Runs the stage under a budget that gives these answers to its reservations, one after the other. */
async function reserveWith(answers: (budgetId: string) => readonly ReservationResult[]) {
  const asked: number[] = [];
  let left: readonly ReservationResult[] = [];
  const { account, budget } = sampleAccount(1, async ({ options }) => {
    asked.push(options.length);
    const [answer, ...rest] = left;
    left = rest;
    if (answer === undefined) throw new Error('One request to hold too many.');
    return answer;
  });
  left = answers(budget.id);
  const remainders = await account.readRemainders();
  const planAgain = vi.fn(planWith);
  const planned = planWith(remainders);
  const state: Recalled = { ...askedFor(), rules, planned, account, remainders, planAgain, caching: null };
  const next = vi.fn(async (_: Reserved): Promise<void> => {});
  const done = reserve(state, next, fakeStageTools());
  return { done, next, asked, planAgain };
}

const granted: ReservationResult = { option: 0, shortfalls: [] };
const lost = (budgetId: string, neededUsd: number, leftUsd: number) => ({
  budgetId,
  needed: toMoney(neededUsd),
  remaining: toMoney(leftUsd),
});

describe('the stage reserve', () => {
  it('reserves the first candidate of the plan, and passes on that plan', async () => {
    const { done, next, planAgain } = await reserveWith(() => [granted]);
    await done;
    expect(planAgain).not.toHaveBeenCalled();
    expect(next.mock.calls[0]?.[0].planned.plan.candidates).toHaveLength(2);
    expect(next.mock.calls[0]?.[0].spending).not.toBeNull();
  });

  it('plans again with the remaining money if others were faster, and passes on the new plan', async () => {
    const { done, next, planAgain, asked } = await reserveWith((id) => [
      { option: 1, shortfalls: [lost(id, 0.5, 0.2)] },
      granted,
    ]);
    await done;
    expect(planAgain).toHaveBeenCalledOnce();
    const { plan } = next.mock.calls[0]?.[0].planned ?? {};
    expect(plan?.candidates.map(({ modelId }) => modelId)).toEqual(['openai/cheap']);
    expect(plan?.exclusions).toMatchObject([
      { modelId: 'openai/dear', reason: { code: 'budget', figures: { budget: 'team', remainingUsd: '0.2' } } },
    ]);
    // The money of the second option is reserved already.
    expect(asked).toEqual([2]);
  });

  it('refuses with the budget and its remaining amount if no model fits any more', async () => {
    const { done, next } = await reserveWith((id) => [
      { option: null, shortfalls: [lost(id, 0.5, 0.05), lost(id, 0.1, 0.05)] },
    ]);
    await expect(done).rejects.toMatchObject({
      code: 'BUDGET_EXCEEDED',
      message: expect.stringContaining("and the budget 'team' has $0.05 left"),
      details: { budget: { name: 'team' }, remainingUsd: '0.05' },
    });
    expect(next).not.toHaveBeenCalled();
  });

  it('plans again at most twice', async () => {
    const race = (id: string): ReservationResult => ({
      option: null,
      shortfalls: [lost(id, 0.5, 0.9), lost(id, 0.1, 0.9)],
    });
    const { done, planAgain } = await reserveWith((id) => [race(id), race(id), race(id)]);
    await expect(done).rejects.toMatchObject({ code: 'BUDGET_EXCEEDED' });
    expect(planAgain).toHaveBeenCalledTimes(2);
  });

  it('reserves nothing if no budget applies, and keeps the limit of the request', async () => {
    const next = vi.fn(async (_: Reserved): Promise<void> => {});
    const free = { account: null, remainders: null, planned: planWith(null), planAgain: planWith, caching: null };
    await reserve({ ...askedFor(), rules, ...free }, next, fakeStageTools());
    expect(next.mock.calls[0]?.[0].spending).toBeNull();
    const limited = askedFor(sampleRequest({ budgetRemainingUsd: 1 }));
    await reserve({ ...limited, rules, ...free }, next, fakeStageTools());
    expect(next.mock.calls[1]?.[0].spending).not.toBeNull();
  });
});
