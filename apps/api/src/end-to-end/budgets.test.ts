import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { parseSamplePolicy } from '../testing/sample-rules.ts';
import { startPenstock, type TestPenstock } from '../testing/start-penstock.ts';
import { billedUsd, budgetPolicy, countByOutcome, generate, prompt } from './budget-stage.ts';
import { query } from './read-generation.ts';

/** The prompt counts as 9 to 14 tokens, so a call of the expensive model costs a little more than 0.004 dollars. */
const roomForSevenUsd = 0.031;

vi.setConfig({ testTimeout: 60_000 });

let penstock: TestPenstock;
beforeAll(async () => {
  penstock = await startPenstock({
    policy: (simulator) => budgetPolicy(simulator, '{}'),
    simulators: [{ pace: { firstTokenMs: 50, tokensPerSecond: 0 } }],
  });
});
afterAll(() => penstock.close());

/** Sets a policy with these controls. Earlier spending and requests are cleared. */
async function enforce(controls: { daily_budget?: number; per_request_limit?: number }, hasCheap = false) {
  await followPolicy({}, hasCheap);
  // A new daily budget starts with the usage of the day.
  await penstock.services.prisma.$executeRaw`TRUNCATE usage_hour, usage_recent`;
  await followPolicy(controls, hasCheap);
  penstock.simulator.clear();
}

async function followPolicy(controls: { daily_budget?: number }, hasCheap: boolean): Promise<void> {
  const { rules, services, simulator } = penstock;
  rules.replace({ policy: parseSamplePolicy(budgetPolicy(simulator, JSON.stringify(controls), hasCheap)) });
  const limits = controls.daily_budget === undefined ? [] : [controls.daily_budget];
  await vi.waitFor(
    async () => expect((await services.budgets.list()).map(({ limitUsd }) => Number(limitUsd))).toEqual(limits),
    10_000,
  );
  // Removing a missing budget makes the ledger read the budgets again.
  expect(await services.budgets.remove(v7())).toBe(false);
}

describe('a hard budget', () => {
  it('for seven worst cases pays exactly seven of 500 parallel requests', async () => {
    await enforce({ daily_budget: roomForSevenUsd });
    const result = await Promise.all(Array.from({ length: 500 }, () => generate(penstock)));
    expect(countByOutcome(result)).toEqual({ 'sim/dear': 7, BUDGET_EXCEEDED: 493 });
    expect(billedUsd(penstock.simulator.requests())).toBeLessThanOrEqual(roomForSevenUsd);
    expect(penstock.simulator.requests()).toHaveLength(7);
  });

  it('reports its name and its remaining amount to a refused caller', async () => {
    await enforce({ daily_budget: 0.001 });
    expect(await generate(penstock)).toEqual({
      code: 'BUDGET_EXCEEDED',
      message: expect.stringMatching(
        /^No model fits the remaining budget\. sim\/dear: it may cost \$0\.004\d+, and the budget 'daily_budget of the policy' has \$0\.001 left\.$/,
      ),
    });
  });

  it('lets a cheaper model answer when the expensive model no longer fits, with the reason in the plan', async () => {
    await enforce({ daily_budget: 0.005 }, true);
    const result = [await generate(penstock), await generate(penstock)];
    expect(result).toMatchObject([{ model: 'sim/dear' }, { model: 'sim/cheap' }]);
  });

  it('excludes the same models from a plan as from a generation, and reserves nothing for a plan', async () => {
    await enforce({ daily_budget: 0.005 }, true);
    const planned = () =>
      query<{
        plan: { candidates: { modelId: string }[]; exclusions: { modelId: string; rule: string; reason: string }[] };
      }>(
        penstock,
        'query ($input: GenerateInput!) { plan(input: $input) { candidates { modelId } exclusions { modelId rule reason } } }',
        { input: { prompt, maxTokens: 40 } },
      );
    const before = await planned();
    expect(before.plan.candidates.map(({ modelId }) => modelId)).toEqual(['sim/dear', 'sim/cheap']);
    const rows = await penstock.services.prisma.reservation.count();
    expect(rows).toBe(0);
    await generate(penstock);
    const { plan } = await planned();
    expect(plan.candidates.map(({ modelId }) => modelId)).toEqual(['sim/cheap']);
    expect(plan.exclusions).toContainEqual({
      modelId: 'sim/dear',
      rule: 'budget',
      reason: expect.stringMatching(
        /^it may cost \$0\.004\d+, and the budget 'daily_budget of the policy' has \$0\.000\d+ left$/,
      ),
    });
    const result = await generate(penstock);
    const made = await query<{ generation: { plan: typeof plan } }>(
      penstock,
      'query ($id: ID!) { generation(id: $id) { plan { candidates { modelId } exclusions { modelId rule reason } } } }',
      { id: 'id' in result ? result.id : '' },
    );
    expect(made.generation.plan).toEqual(plan);
  });

  it('pays for embeddings too, once, and refuses them when they do not fit', async () => {
    await enforce({ daily_budget: 0.005 });
    const embed = (text: string) =>
      query<{ embed: { generation: { id: string; cost: { totalUsd: string } } } }>(
        penstock,
        'mutation ($texts: [String!]!) { embed(input: { texts: $texts, model: "sim/vectors" }) { generation { id cost { totalUsd } } } }',
        { texts: [text] },
      );
    const { embed: paid } = await embed('a river and a gate');
    expect(Number(paid.generation.cost.totalUsd)).toBeGreaterThan(0);
    const [period] = await penstock.services.prisma.budgetPeriod.findMany();
    expect(period?.spentUsd.toFixed()).toBe(paid.generation.cost.totalUsd);
    expect(period?.reservedUsd.toNumber()).toBe(0);
    await expect(embed('river '.repeat(600))).rejects.toThrow("the budget 'daily_budget of the policy' has $0.00");
    const response = await fetch(`${penstock.url}/v1/embeddings`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: penstock.authorization },
      body: JSON.stringify({ model: 'sim/vectors', input: 'river '.repeat(600) }),
    });
    expect(await response.json()).toMatchObject({
      error: { message: expect.stringContaining('daily_budget of the policy') },
    });
    expect(response.status).toBeGreaterThanOrEqual(400);
  });

  it('is counted once, as in the bill of the upstream', async () => {
    await enforce({ daily_budget: 1 });
    await Promise.all(Array.from({ length: 20 }, () => generate(penstock)));
    const rows = await penstock.services.prisma.budgetPeriod.findMany();
    expect(rows).toHaveLength(1);
    expect(rows[0]?.spentUsd.toNumber()).toBeCloseTo(billedUsd(penstock.simulator.requests()), 12);
    expect(rows[0]?.reservedUsd.toNumber()).toBe(0);
  });
});

describe('the remaining amount of a caller', () => {
  it('excludes the model that may cost more, from the plan and the generation, and refuses if no model fits', async () => {
    await enforce({}, true);
    const result = [
      await generate(penstock, { budgetRemainingUsd: '0.01' }),
      await generate(penstock, { budgetRemainingUsd: '0.002' }),
      await generate(penstock, { budgetRemainingUsd: '0.0001' }),
    ];
    expect(result).toMatchObject([{ model: 'sim/dear' }, { model: 'sim/cheap' }, { code: 'BUDGET_EXCEEDED' }]);
    expect(result[2]).toMatchObject({
      message: expect.stringMatching(
        /^No model fits the remaining budget\. sim\/dear: costs up to \$0\.004\d+, the budget has \$0\.0001 left/,
      ),
    });
    const { plan } = await query<{ plan: { exclusions: { modelId: string; rule: string }[] } }>(
      penstock,
      'query ($input: GenerateInput!) { plan(input: $input) { exclusions { modelId rule } } }',
      { input: { prompt, maxTokens: 40, budgetRemainingUsd: '0.002' } },
    );
    expect(plan.exclusions).toContainEqual({ modelId: 'sim/dear', rule: 'budget' });
  });
});

describe('the limit of one request', () => {
  it('also limits the attempts after a failed attempt with a cost', async () => {
    await enforce({ per_request_limit: 0.005 }, true);
    penstock.simulator.script('dear', ['cut:30']);
    const result = await generate(penstock);
    expect(result).toMatchObject({ model: expect.stringMatching(/^sim\//) });
    expect(billedUsd(penstock.simulator.requests())).toBeLessThanOrEqual(0.005);
  });
});
