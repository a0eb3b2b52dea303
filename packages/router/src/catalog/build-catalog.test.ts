import { describe, expect, test } from 'vitest';
import { someVendors } from '../policy/testing/build-vendor.ts';
import { policyOf } from '../policy/testing/parse.ts';
import type { ModelOverride } from './apply-overrides.ts';
import { buildCatalog } from './build-catalog.ts';

const yaml = `
providers:
  mine: { dialect: openai, base_url: "http://mine.test" }
  sandbox: { dialect: openai, sandbox: true }
models:
  sandbox: { sandbox-mini: }
  azure: { gpt-4o: { upstream_name: our-deployment } }
  openai: { gpt-4o: , gpt-4: , never-heard-of: }
  mine: { gpt-4o: , other: }
  ollama: { llama3: }
`;

function build(
  overrides: readonly ModelOverride[] = [],
  environment: Record<string, string> = { OPENAI_API_KEY: 'k' },
) {
  return buildCatalog({
    policy: policyOf(yaml),
    vendors: someVendors,
    overrides,
    environment,
    sandbox: { baseUrl: (dialect) => `http://127.0.0.1:1/${dialect}` },
    nowMs: Date.parse('2026-11-21T12:00:00Z'),
  });
}

describe('buildCatalog', () => {
  const catalog = build();

  test('keeps the order of the policy, and finds by id and by bare name', () => {
    expect(catalog.models.map(({ id }) => id)).toEqual([
      'sandbox/sandbox-mini',
      'azure/gpt-4o',
      'openai/gpt-4o',
      'openai/gpt-4',
      'openai/never-heard-of',
      'mine/gpt-4o',
      'mine/other',
      'ollama/llama3',
    ]);
    expect(catalog.find('openai/gpt-4o')?.id).toBe('openai/gpt-4o');
    expect(catalog.find('gpt-4o')).toBeUndefined();
    expect(catalog.resolve('openai/gpt-4o')?.id).toBe('openai/gpt-4o');
    expect(catalog.resolve('gpt-4o')?.id).toBe('azure/gpt-4o');
    expect(catalog.resolve('gpt-9')).toBeUndefined();
  });

  test('prices models of the list, also under the name of a deployment', () => {
    expect(catalog.find('openai/gpt-4o')?.price?.input.usdPerMTok).toBe(2.5);
    expect(catalog.find('azure/gpt-4o')?.price?.input.usdPerMTok).toBe(2.5);
    expect(catalog.find('openai/never-heard-of')?.price).toBeNull();
    expect(catalog.find('mine/other')?.price).toBeNull();
    expect(catalog.find('ollama/llama3')?.price?.source).toBe('local');
    expect(catalog.find('sandbox/sandbox-mini')).toMatchObject({ isSandbox: true, price: { source: 'sandbox' } });
  });

  test('lists the providers of the policy first, then all others', () => {
    const ids = catalog.providers.map(({ id }) => id);
    expect(ids.slice(0, 5)).toEqual(['mine', 'sandbox', 'azure', 'openai', 'ollama']);
    expect(ids).toContain('anthropic');
    expect(catalog.findProvider('openai')).toMatchObject({ isConfigured: true });
    expect(catalog.findProvider('anthropic')).toMatchObject({ setupHint: 'set ANTHROPIC_API_KEY' });
    expect(catalog.findProvider('unknown')).toBeUndefined();
  });

  test('shows which models can be used', () => {
    const usable = catalog.models.filter(({ isConfigured }) => isConfigured).map(({ id }) => id);
    expect(usable).toEqual([
      'sandbox/sandbox-mini',
      'openai/gpt-4o',
      'openai/gpt-4',
      'openai/never-heard-of',
      'mine/gpt-4o',
      'mine/other',
    ]);
  });

  test('is deeply frozen, and each has its number', () => {
    const model = catalog.find('openai/gpt-4o');
    expect(Object.isFrozen(catalog) && Object.isFrozen(catalog.models) && Object.isFrozen(model)).toBe(true);
    expect(Object.isFrozen(model?.price?.input) && Object.isFrozen(model?.deployments[0])).toBe(true);
    expect(Object.isFrozen(catalog.providers[0]?.settings)).toBe(true);
    expect(build().revision).toBe(catalog.revision + 1);
  });

  test('applies stored models to the policy', () => {
    const changed = build([
      { id: 'openai/gpt-4', settings: { price: { input_per_mtok: 1, output_per_mtok: 2 } }, isActive: false },
      { id: 'openai/new', settings: {}, isActive: true },
      { id: 'unknown/new', settings: {}, isActive: true },
    ]);
    expect(changed.find('openai/gpt-4')).toMatchObject({ isActive: false, price: { source: 'policy' } });
    expect(changed.models.at(-1)?.id).toBe('openai/new');
    expect(changed.problems).toHaveLength(1);
    expect(catalog.find('openai/gpt-4')).toMatchObject({ isActive: true });
  });

  test('has the time of its next price change', () => {
    expect(catalog.pricesValidUntilMs).toBeNull();
    const policy = policyOf(
      'providers: { deepseek: { dialect: openai, base_url: "http://a.test" } }\nmodels: { deepseek: { deepseek-v4-pro: } }',
    );
    const nowMs = Date.parse('2026-11-23T02:00:00Z');
    const { pricesValidUntilMs } = buildCatalog({
      policy,
      vendors: [],
      overrides: [],
      environment: {},
      sandbox: null,
      nowMs,
    });
    expect(pricesValidUntilMs).toBeGreaterThan(nowMs);
    expect(pricesValidUntilMs).toBeLessThan(nowMs + 86_400_000);
  });
});
