import { buildHealth, buildModel, buildRouting, flatPrice } from '@penstock/testing';
import { expect, it } from 'vitest';
import type { Model } from '../../catalog/model.ts';
import type { ModelHealth } from '../../health/health-view.ts';
import { describeExclusion } from '../describe-reasons.ts';
import type { ExclusionRule, PlanRequest } from '../plan.ts';
import { allExclusions } from '../plan.ts';
import type { Allowance } from '../plan-input.ts';
import { planRequest } from '../plan-request.ts';
import type { RoutingRules } from '../routing-rules.ts';
import { buildPlanInput } from '../testing/build-plan-input.ts';
import { eligibilityRules } from './eligibility-rules.ts';

type Case = {
  when: string;
  model?: Partial<Model>;
  request?: Partial<PlanRequest>;
  allowance?: Allowance;
  routing?: Partial<RoutingRules>;
  health?: Partial<ModelHealth>;
  /** Null: the model stays a candidate. */
  rule: ExclusionRule | null;
  reason?: string;
};

const limitOfOneCent = { costControls: { perRequestLimitUsd: 0.01, allowsUnpriced: false } };

// The model costs $1 and $4 per million tokens. 1,000 tokens in and 400 expected out cost $0.0026.
const cases: Case[] = [
  { when: 'nothing speaks against it', rule: null },
  { when: 'it is switched off', model: { isActive: false }, rule: 'inactive', reason: 'an operator switched it off' },
  {
    when: 'its provider has no key',
    model: { isConfigured: false },
    rule: 'not-configured',
    reason: 'its provider acme is not configured: its key or its address is missing',
  },
  {
    when: 'the request wants another provider',
    request: { provider: 'openai' },
    rule: 'provider',
    reason: 'served by acme, and the request allows only openai',
  },
  {
    when: 'the caller may use other models only',
    allowance: { models: ['other/*'], strategies: null },
    rule: 'not_allowed',
    reason: 'not allowed for the key in use',
  },
  { when: 'the caller may use models like it', allowance: { models: ['x/*', 'acme/*'], strategies: null }, rule: null },
  { when: 'the request wants its provider', request: { provider: 'acme' }, rule: null },
  {
    when: 'it lacks two capabilities',
    request: { requiredCapabilities: ['text', 'vision', 'json_schema'] },
    rule: 'capability',
    reason: 'lacks vision and json_schema',
  },
  { when: 'it has the capability', request: { requiredCapabilities: ['text'] }, rule: null },
  {
    when: 'it makes embeddings only',
    model: { capabilities: new Set(['embeddings']) },
    rule: 'capability',
    reason: 'makes embeddings only, no text',
  },
  {
    when: 'embeddings are wanted of it',
    model: { capabilities: new Set(['embeddings']) },
    request: { requiredCapabilities: ['embeddings'] },
    rule: null,
  },
  {
    when: 'prompt and answer exceed its window',
    model: { contextWindow: 8192 },
    request: { inputTokens: 19_000, maxOutputTokens: 1000 },
    rule: 'context-window',
    reason: 'needs 20,000 tokens, its window has 8,192',
  },
  {
    when: 'the expected answer does not fit any more',
    model: { contextWindow: 8192 },
    request: { inputTokens: 8000 },
    rule: 'context-window',
    reason: 'needs 8,400 tokens, its window has 8,192',
  },
  {
    when: 'prompt and answer fill its window to the last token',
    model: { contextWindow: 8192 },
    request: { inputTokens: 8000, maxOutputTokens: 192 },
    rule: null,
  },
  {
    when: 'it is expected to take longer than allowed',
    request: { maxLatencyMs: 5000 },
    rule: 'latency',
    reason: 'takes about 5.4 s, the limit is 5.0 s',
  },
  { when: 'the policy limits the latency', routing: { maxLatencyMs: 5000 }, rule: 'latency' },
  {
    when: 'the request allows more than the policy',
    request: { maxLatencyMs: 6000 },
    routing: { maxLatencyMs: 5000 },
    rule: null,
  },
  {
    when: 'live traffic shows that it is faster than expected',
    request: { maxLatencyMs: 5000 },
    health: { status: 'AVAILABLE', firstTokenMs: 100, tokensPerSecond: 200 },
    rule: null,
  },
  {
    when: 'the expected answer costs more than the limit',
    request: { costLimitUsd: 0.002 },
    rule: 'cost-limit',
    reason: 'costs about $0.0026, the limit is $0.002',
  },
  { when: 'the expected answer is within the limit', request: { costLimitUsd: 0.0027 }, rule: null },
  {
    when: 'the longest requested answer costs more than the limit',
    request: { costLimitUsd: 0.0027, maxOutputTokens: 1000 },
    rule: 'cost-limit',
    reason: 'costs up to $0.005, the limit is $0.0027',
  },
  {
    when: 'the policy limits the cost of a request',
    request: { maxOutputTokens: 10_000 },
    routing: limitOfOneCent,
    rule: 'cost-limit',
  },
  {
    when: "the request's own limit is above the policy's",
    request: { maxOutputTokens: 10_000, costLimitUsd: 5 },
    routing: limitOfOneCent,
    rule: 'cost-limit',
  },
  {
    when: 'it is unpriced under a cost limit',
    model: { price: null },
    request: { costLimitUsd: 5 },
    rule: 'cost-limit',
    reason: 'has no price, so a cost limit of $5.00 cannot be enforced',
  },
  {
    when: 'it is unpriced under a cost limit, and the policy allows that',
    model: { price: null },
    request: { costLimitUsd: 5, budgetRemainingUsd: 5 },
    routing: { costControls: { perRequestLimitUsd: null, allowsUnpriced: true } },
    rule: null,
  },
  { when: 'it is unpriced and nothing limits the cost', model: { price: null }, rule: null },
  {
    when: 'it is free under a limit of nothing',
    model: { price: flatPrice(0, 0) },
    request: { costLimitUsd: 0 },
    rule: null,
  },
  {
    when: 'one text of an embedding exceeds its window',
    request: { inputTokens: 200_000, longestTextTokens: 150_000 },
    rule: 'context-window',
  },
  {
    when: 'only all texts of an embedding together exceed its window',
    request: { inputTokens: 200_000, longestTextTokens: 1_000 },
    rule: null,
  },
  {
    when: 'its worst case exceeds the remaining budgets',
    request: { budgetRemainingUsd: 0.01 },
    rule: 'budget',
    reason: 'costs up to $0.06654, the budget has $0.01 left',
  },
  { when: 'its worst case fits the budgets', request: { budgetRemainingUsd: 0.07 }, rule: null },
  {
    when: 'the budgets are overdrawn',
    request: { budgetRemainingUsd: -1 },
    rule: 'budget',
    reason: 'costs up to $0.06654, the budget has $0 left',
  },
  { when: 'it is unpriced under a budget', model: { price: null }, request: { budgetRemainingUsd: 5 }, rule: 'budget' },
  {
    when: 'it is down',
    health: { status: 'UNAVAILABLE', reason: 'authentication failed: set ACME_API_KEY' },
    rule: 'unavailable',
    reason: 'unavailable: authentication failed: set ACME_API_KEY',
  },
  {
    when: 'it was down and may be tried again',
    health: { status: 'UNAVAILABLE', retryAtMs: 999_999 },
    rule: null,
  },
  {
    when: 'its breaker is open',
    health: { status: 'UNAVAILABLE', breaker: 'OPEN', retryAtMs: 1_004_000, reason: '5 failures in a row' },
    rule: 'breaker',
    reason: 'its breaker is open, next try in 4.0 s: 5 failures in a row',
  },
  { when: 'its breaker is due for a probe', health: { breaker: 'OPEN', retryAtMs: 1_000_000 }, rule: null },
  { when: 'its breaker is half open', health: { status: 'UNAVAILABLE', breaker: 'HALF_OPEN' }, rule: null },
  { when: 'it is slow', health: { status: 'SLOW' }, rule: null },
  {
    when: 'it is not in the chain of the request',
    request: { chain: 'OURS' },
    routing: { chains: [{ name: 'OURS', description: null, modelIds: ['other/model'] }] },
    rule: 'chain',
    reason: 'not in the chain OURS',
  },
  {
    when: 'it is in the chain of the request',
    request: { chain: 'OURS' },
    routing: { chains: [{ name: 'OURS', description: null, modelIds: ['other/model', 'acme/model'] }] },
    rule: null,
  },
  {
    when: 'it is not in the chain, but named by the request',
    request: { chain: 'OURS', model: 'acme/model' },
    routing: { chains: [{ name: 'OURS', description: null, modelIds: ['other/model'] }] },
    rule: null,
  },
  {
    when: 'the request must stay on local machines',
    request: { chain: 'LOCAL_ONLY' },
    rule: 'locality',
    reason: 'runs at acme, and LOCAL_ONLY keeps requests on local machines',
  },
  {
    when: 'it is named, and the request must stay on local machines',
    request: { chain: 'LOCAL_ONLY', model: 'model' },
    rule: 'locality',
  },
  {
    when: 'it is local and the request must stay there',
    model: { isLocal: true },
    request: { chain: 'LOCAL_ONLY' },
    rule: null,
  },
  { when: 'it is the sandbox and there are others', model: { isSandbox: true }, rule: 'sandbox' },
  { when: 'it is the sandbox and named', model: { isSandbox: true }, request: { model: 'acme/model' }, rule: null },
  {
    when: 'it is the sandbox and a named fallback',
    model: { isSandbox: true },
    request: { fallbackModels: ['model'] },
    rule: null,
  },
  {
    when: 'it is the sandbox and its provider is wanted',
    model: { isSandbox: true },
    request: { provider: 'acme' },
    rule: null,
  },
  {
    when: 'fallback is off and another model is named',
    request: { model: 'other/model', enableFallback: false },
    rule: 'fallback-off',
    reason: 'fallback is off, and the request names other/model',
  },
];

it.each(cases)(
  'when $when: $rule',
  ({ model = {}, request = {}, allowance, routing = {}, health = {}, rule, reason }) => {
    const models = [
      buildModel('acme/model', model),
      buildModel('other/model', { capabilities: new Set(['text', 'vision']) }),
    ];
    const plan = planRequest(
      buildPlanInput(models, request, {
        routing: buildRouting(routing),
        health: buildHealth({ 'acme/model': health }),
        ...(allowance && { allowance }),
      }),
    );
    const exclusion = allExclusions(plan).find(({ modelId }) => modelId === 'acme/model');
    expect(exclusion?.reason.code ?? null).toBe(rule);
    if (reason !== undefined) expect(exclusion && describeExclusion(exclusion)).toBe(reason);
    expect(plan.candidates.some((candidate) => candidate.modelId === 'acme/model')).toBe(rule === null);
  },
);

it('has every rule of a request in the table above', () => {
  // The last two rules yield if no other model is left: readmission.test.ts covers them.
  const covered = new Set([...cases.map(({ rule }) => rule), 'quality', 'retired']);
  for (const rule of eligibilityRules) expect(covered).toContain(rule.name);
});
