import { vendors } from '@penstock/providers';
import { parsePolicy } from '@penstock/router';
import { describe, expect, it, vi } from 'vitest';
import { RulesInForce, type RulesSources } from './rules-in-force.ts';

const noRouting = {
  defaultProvider: null,
  strategy: null,
  enableFallback: null,
  preferLocal: null,
  maxLatencyMs: null,
};

function rulesOf(yaml: string, changes: Partial<RulesSources> = {}): RulesInForce {
  const parsed = parsePolicy(yaml, { fileName: 'policy.yml', environment: {}, vendors: Object.values(vendors) });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues));
  return new RulesInForce({
    policy: parsed.policy,
    overrides: [],
    environment: {},
    sandbox: null,
    routing: noRouting,
    onProblem: () => {},
    nowMs: () => Date.UTC(2026, 0, 1),
    ...changes,
  });
}

const oneModel = 'models: { openai: { gpt-4o-mini: { quality: 0.7 } } }';

describe('the rules in force', () => {
  it('are the policy and the catalog that is built from it', () => {
    const rules = rulesOf(oneModel);
    expect(rules.catalog.models.map(({ id }) => id)).toEqual(['openai/gpt-4o-mini']);
    expect(rules.catalog).toBe(rules.catalog);
  });

  it("put the environment's word over the policy's", () => {
    const routing = { ...noRouting, strategy: 'COST_OPTIMIZED', enableFallback: false, maxLatencyMs: 900 } as const;
    expect(rulesOf(oneModel, { routing }).routing).toMatchObject({
      defaultStrategy: 'COST_OPTIMIZED',
      enableFallback: false,
      maxLatencyMs: 900,
      preferLocal: false,
    });
  });

  it('take stored models into the catalog, and tell of those that cannot be used', () => {
    const onProblem = vi.fn();
    const overrides = [
      { id: 'openai/gpt-4o-mini', settings: { quality: 0.9 }, isActive: true },
      { id: 'openai/other', settings: { quality: 7 }, isActive: true },
    ];
    const rules = rulesOf(oneModel, { overrides, onProblem });
    expect(rules.catalog.find('openai/gpt-4o-mini')?.quality.score).toBe(0.9);
    expect(onProblem).toHaveBeenCalledExactlyOnceWith(expect.stringContaining('openai/other'));
  });
});
