import { buildHealth, buildModel, buildRouting, buildTaskPreferences, flatPrice } from '@penstock/testing';
import { describe, expect, it } from 'vitest';
import { describeCandidate, describeExclusion } from './describe-reasons.ts';
import type { Plan, PlanRequest } from './plan.ts';
import { planRequest } from './plan-request.ts';
import type { RoutingRules } from './routing-rules.ts';
import { buildPlanInput } from './testing/build-plan-input.ts';

// Ordered by cost: tiny, mid, big, huge. Ordered by quality: the reverse.
const models = [
  buildModel('acme/big', { price: flatPrice(3, 15), quality: { score: 0.85, source: 'arena' } }),
  buildModel('acme/tiny', { price: flatPrice(0.05, 0.2), quality: { score: 0.4, source: 'arena' } }),
  buildModel('other/mid', { price: flatPrice(0.3, 1.2), quality: { score: 0.7, source: 'arena' } }),
  buildModel('other/huge', { price: flatPrice(15, 75), quality: { score: 0.95, source: 'arena' } }),
];

function plan(request: Partial<PlanRequest> = {}, routing: Partial<RoutingRules> = {}): Plan {
  return planRequest(buildPlanInput(models, request, { routing: buildRouting(routing) }));
}

function ids({ candidates }: Plan): string[] {
  return candidates.map(({ modelId }) => modelId);
}

function reasonOf({ candidates }: Plan, index: number): string | undefined {
  const candidate = candidates[index];
  return candidate && describeCandidate(candidate);
}

const byCost = ['acme/tiny', 'other/mid', 'acme/big', 'other/huge'];

describe('the order of candidates', () => {
  it('is that of the strategy, the highest score first', () => {
    const made = plan({ strategy: 'COST_OPTIMIZED' });
    expect(ids(made)).toEqual(byCost);
    const scores = made.candidates.map(({ score }) => score);
    expect(scores).toEqual(scores.toSorted((first, second) => second - first));
  });

  it("follows the policy's strategy if the request names none", () => {
    const made = plan({}, { defaultStrategy: 'QUALITY_OPTIMIZED' });
    expect(made.strategy).toBe('QUALITY_OPTIMIZED');
    expect(ids(made)).toEqual(byCost.toReversed());
  });

  it.each([
    { preference: 'LOW', first: 'acme/tiny' },
    { preference: 'HIGH', first: 'other/huge' },
  ] as const)('of a balanced plan follows the cost preference $preference', ({ preference, first }) => {
    expect(ids(plan({ costPreference: preference }))[0]).toBe(first);
  });

  it("begins with the request's model and its fallbacks, then the policy's fallback chain, then the strategy's", () => {
    const made = plan(
      { strategy: 'COST_OPTIMIZED', model: 'other/huge', fallbackModels: ['big'] },
      { fallbackChain: ['other/mid'] },
    );
    expect(ids(made)).toEqual(['other/huge', 'acme/big', 'other/mid', 'acme/tiny']);
    expect(reasonOf(made, 0)).toMatch(/^named by the request; /);
    expect(reasonOf(made, 1)).toMatch(/^fallback 1 of the request; /);
    expect(reasonOf(made, 2)).toMatch(/^number 1 of the policy's fallback chain; /);
  });

  it('leaves the fallback chain of the policy to the strategy if no model is named', () => {
    expect(ids(plan({ strategy: 'COST_OPTIMIZED' }, { fallbackChain: ['other/huge'] }))).toEqual(byCost);
  });

  it('puts a preferred model first, and then the preferred provider', () => {
    const made = plan({ strategy: 'COST_OPTIMIZED', preferredModel: 'acme/big', preferredProvider: 'other' });
    expect(ids(made)).toEqual(['acme/big', 'other/mid', 'other/huge', 'acme/tiny']);
  });

  it("puts the task's models first, and names the chain that was generated for it", () => {
    const made = plan(
      { taskType: 'Code Generation' },
      {
        defaultStrategy: 'COST_OPTIMIZED',
        taskPreferences: buildTaskPreferences({ code_generation: ['other/huge', 'acme/big'] }),
      },
    );
    expect(ids(made)).toEqual(['other/huge', 'acme/big', 'acme/tiny', 'other/mid']);
    expect(made.chain).toBe('task:code_generation');
  });

  it("ignores the policy's preferences if the request names a strategy", () => {
    const taskPreferences = buildTaskPreferences({ code_generation: ['other/huge'] });
    const made = plan(
      { taskType: 'code_generation', strategy: 'COST_OPTIMIZED' },
      { taskPreferences, defaultProvider: 'other', preferLocal: true },
    );
    expect(ids(made)).toEqual(byCost);
    expect(made.chain).toBeNull();
  });

  it("puts the task's models of the preferred provider before its others", () => {
    const taskPreferences = buildTaskPreferences({ summarization: ['acme/big', 'other/huge'] });
    const made = plan(
      { taskType: 'summarization', preferredProvider: 'other' },
      { defaultStrategy: 'COST_OPTIMIZED', taskPreferences },
    );
    expect(ids(made)).toEqual(['other/huge', 'other/mid', 'acme/big', 'acme/tiny']);
  });

  it("puts the policy's default provider before others, after the task's models", () => {
    const taskPreferences = buildTaskPreferences({ summarization: ['acme/big'] });
    const made = plan(
      { taskType: 'summarization' },
      { defaultStrategy: 'COST_OPTIMIZED', taskPreferences, defaultProvider: 'other' },
    );
    expect(ids(made)).toEqual(['acme/big', 'other/mid', 'other/huge', 'acme/tiny']);
  });

  it("follows the task's own strategy if the policy sets one", () => {
    const preference = { taskType: 'triage', modelIds: [], chain: null, strategy: 'COST_OPTIMIZED' as const };
    const made = plan({ taskType: 'triage' }, { taskPreferences: new Map([['triage', preference]]) });
    expect(made.strategy).toBe('COST_OPTIMIZED');
    expect(made.chain).toBeNull();
  });

  it('keeps the order of a chain, without other models', () => {
    const made = plan(
      { chain: 'ours', preferredProvider: 'acme' },
      { chains: [{ name: 'OURS', description: null, modelIds: ['other/huge', 'acme/tiny'] }] },
    );
    expect(ids(made)).toEqual(['other/huge', 'acme/tiny']);
    expect(made.chain).toBe('OURS');
    expect(made.exclusions.map(({ reason }) => reason.code)).toEqual(['chain', 'chain']);
  });

  it('puts local models first if the policy prefers them', () => {
    const local = buildModel('ollama/llama', {
      isLocal: true,
      quality: { score: 0.3, source: 'estimate' },
      price: null,
    });
    const input = buildPlanInput([...models, local], {}, { routing: buildRouting({ preferLocal: true }) });
    expect(planRequest(input).candidates[0]?.modelId).toBe('ollama/llama');
  });

  it('moves slow and degraded models down, but not a named model', () => {
    const twins = ['a', 'b', 'c'].map((name) => buildModel(`acme/${name}`));
    const health = buildHealth({
      'acme/a': { status: 'SLOW', successRate: 1 },
      'acme/b': { status: 'AVAILABLE', successRate: 0.8 },
      'acme/c': { status: 'AVAILABLE', successRate: 0.99 },
    });
    const made = planRequest(buildPlanInput(twins, {}, { health }));
    expect(ids(made)).toEqual(['acme/c', 'acme/b', 'acme/a']);
    expect(reasonOf(made, 2)).toContain('moved down because it is slow at present');
    expect(reasonOf(made, 1)).toContain('only 80 % of its calls succeed');
    expect(ids(planRequest(buildPlanInput(twins, { model: 'a' }, { health })))[0]).toBe('acme/a');
  });
});

describe('without fallback', () => {
  it('there is one candidate, the named model', () => {
    const made = plan({ model: 'other/huge', fallbackModels: ['acme/big'], enableFallback: false });
    expect(ids(made)).toEqual(['other/huge']);
    expect(made.exclusions).toHaveLength(3);
  });

  it('there is only the best model if none is named', () => {
    const made = plan({ strategy: 'COST_OPTIMIZED', enableFallback: false });
    expect(ids(made)).toEqual(['acme/tiny']);
    expect(made.exclusions.map(describeExclusion)[0]).toBe('fallback is off, and acme/tiny comes first');
  });

  it('there is no candidate if the named model cannot serve', () => {
    const made = plan({ model: 'other/huge', enableFallback: false, costLimitUsd: 0.001 });
    expect(made.candidates).toEqual([]);
    expect(made.exclusions.find(({ modelId }) => modelId === 'other/huge')?.reason.code).toBe('cost-limit');
  });

  it('there is no candidate if the named model does not exist', () => {
    expect(plan({ model: 'other/gigantic', enableFallback: false }).candidates).toEqual([]);
  });
});

describe('unknown names', () => {
  it.each([
    {
      request: { model: 'other/hugge' },
      reason: "no model of the catalog is called 'other/hugge'; did you mean 'other/huge'?",
    },
    { request: { model: 'hug' }, reason: "no model of the catalog is called 'hug'; did you mean 'huge'?" },
    { request: { fallbackModels: ['quite-another'] }, reason: "no model of the catalog is called 'quite-another'" },
    { request: { chain: 'HIGH_QUALTY' }, reason: "no chain is called 'HIGH_QUALTY'; did you mean 'HIGH_QUALITY'?" },
  ])('are exclusions: $reason', ({ request, reason }) => {
    const [first] = plan(request).exclusions;
    expect(first?.reason.code).toBe('unknown');
    expect(first && describeExclusion(first)).toBe(reason);
  });

  it('do not exclude other models if fallback is on', () => {
    expect(plan({ model: 'other/hugge' }).candidates).toHaveLength(4);
  });

  it('are named if a chain contains them', () => {
    const chains = [{ name: 'OURS', description: null, modelIds: ['acme/gone', 'acme/big'] }];
    const [first] = plan({ chain: 'OURS' }, { chains }).exclusions;
    expect(first).toMatchObject({ modelId: 'acme/gone', reason: { code: 'unknown' } });
    expect(first && describeExclusion(first)).toBe("the chain OURS names 'acme/gone', which is not in the catalog");
  });
});

describe('the expected cost and time of a candidate', () => {
  it('is prompt and expected answer, and at worst the longest answer', () => {
    const [candidate] = plan({ model: 'acme/big', inputTokens: 2000, maxOutputTokens: 1000 }).candidates;
    expect(candidate?.estimatedCostUsd).toBeCloseTo((2000 * 3 + 400 * 15) / 1_000_000, 12);
    expect(candidate?.worstCaseCostUsd).toBeCloseTo((2000 * 3 + 1000 * 15) / 1_000_000, 12);
    expect(candidate?.estimatedLatencyMs).toBe(400 + 5000);
    expect(candidate?.maxOutputTokens).toBeNull();
  });

  it('limits the answer by the cost limit', () => {
    const [candidate] = plan({ model: 'acme/big', inputTokens: 1000, costLimitUsd: 0.01801 }).candidates;
    expect(candidate?.maxOutputTokens).toBe(1000);
    expect(candidate?.worstCaseCostUsd).toBeCloseTo(0.018, 12);
    expect(candidate && describeCandidate(candidate)).toContain('the answer is limited to 1,000 tokens');
  });

  it("sends no limit if none is set, although the window leaves fewer tokens than the model's limit", () => {
    const narrow = buildModel('acme/narrow', { contextWindow: 8192, maxOutputTokens: 8192 });
    const [candidate] = planRequest(buildPlanInput([narrow], { inputTokens: 4000 })).candidates;
    expect(candidate?.maxOutputTokens).toBeNull();
    expect(candidate?.worstCaseCostUsd).toBeCloseTo((4000 * 1 + 4192 * 4) / 1_000_000, 12);
  });

  it("limits the answer by the model's limit", () => {
    const [candidate] = plan({ model: 'acme/big', maxOutputTokens: 50_000 }).candidates;
    expect(candidate?.maxOutputTokens).toBe(16_384);
  });

  it('tries cheaper models if the expensive models exceed the limit', () => {
    const made = plan({ model: 'other/huge', costLimitUsd: 0.002 });
    expect(ids(made).toSorted()).toEqual(['acme/tiny', 'other/mid']);
    expect(made.exclusions.map(({ reason }) => reason.code)).toEqual(['cost-limit', 'cost-limit']);
  });
});

describe('models with a problem that only an operator can fix', () => {
  const nowMs = 1_000_000;
  const refusedAt = (ago: number) => ({ status: 'UNAVAILABLE' as const, retryAtMs: nowMs - ago + 60_000 });
  const planWith = (health: Parameters<typeof buildHealth>[0], request: Partial<PlanRequest> = {}): Plan =>
    planRequest(buildPlanInput(models, { strategy: 'COST_OPTIMIZED', ...request }, { health: buildHealth(health) }));
  const allRefusedAt = (ago: number) => Object.fromEntries(byCost.map((id) => [id, refusedAt(ago)]));

  it('are excluded for a minute while there are others', () => {
    const made = planWith({ ...allRefusedAt(30_000), 'other/huge': {} });
    expect(ids(made)).toEqual(['other/huge']);
    expect(made.exclusions.map(({ reason }) => reason.code)).toEqual(['unavailable', 'unavailable', 'unavailable']);
  });

  it('are tried again after five seconds if no other is left', () => {
    expect(ids(planWith(allRefusedAt(4_999)))).toEqual([]);
    const made = planWith(allRefusedAt(5_000));
    expect(ids(made)).toEqual(byCost);
    expect(made.exclusions).toEqual([]);
    expect(ids(planWith(allRefusedAt(5_000), { model: 'acme/big', enableFallback: false }))).toEqual(['acme/big']);
  });

  it('come back no earlier if another rule excludes them', () => {
    const made = planWith(allRefusedAt(5_000), { requiredCapabilities: ['embeddings'] });
    expect(ids(made)).toEqual([]);
    const open = { status: 'UNAVAILABLE' as const, breaker: 'OPEN' as const, retryAtMs: nowMs + 900 };
    expect(ids(planWith(Object.fromEntries(byCost.map((id) => [id, open]))))).toEqual([]);
  });
});
