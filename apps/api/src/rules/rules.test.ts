import { describe, expect, it } from 'vitest';
import { sampleRules } from '../testing/sample-rules.ts';
import { accountHint, modelOf, providerOf } from './rules.ts';

const oneModel = 'models: { openai: { gpt-4o-mini: { quality: 0.7 } } }';
const noRouting = {
  defaultProvider: null,
  strategy: null,
  enableFallback: null,
  preferLocal: null,
  maxLatencyMs: null,
};

describe('rules', () => {
  it('are the policy, the catalog built from it, and the index over both', () => {
    const rules = sampleRules(oneModel);
    expect(rules.revision).toBe(1);
    expect(rules.catalog.models.map(({ id }) => id)).toEqual(['openai/gpt-4o-mini']);
    expect(rules.index.catalog.entries.map(({ model }) => model)).toEqual(rules.catalog.models);
    expect(rules.index.chainByKey.has('high_quality')).toBe(true);
  });

  it('are one frozen value', () => {
    const rules = sampleRules(oneModel);
    for (const part of [rules, rules.catalog, rules.routing, rules.index]) expect(Object.isFrozen(part)).toBe(true);
  });

  it("put the environment's routing over the policy's", () => {
    const routing = { ...noRouting, strategy: 'COST_OPTIMIZED', enableFallback: false, maxLatencyMs: 900 } as const;
    expect(sampleRules(oneModel, { routing }).routing).toMatchObject({
      defaultStrategy: 'COST_OPTIMIZED',
      enableFallback: false,
      maxLatencyMs: 900,
      preferLocal: false,
    });
  });

  it('find their models and providers, and report missing ones', () => {
    const rules = sampleRules(oneModel);
    expect(modelOf(rules, 'openai/gpt-4o-mini').quality.score).toBe(0.7);
    expect(providerOf(rules, 'openai').id).toBe('openai');
    expect(() => modelOf(rules, 'openai/none')).toThrow("no model 'openai/none'");
    expect(() => providerOf(rules, 'none')).toThrow("no provider 'none'");
  });

  it('know the variable with the key of a provider', () => {
    expect(accountHint(sampleRules(oneModel), 'openai')).toBe('check OPENAI_API_KEY');
    expect(accountHint(sampleRules(oneModel), 'sandbox')).toBeNull();
  });
});
