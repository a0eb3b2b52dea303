import { vendors } from '@penstock/providers';
import { buildCatalog, type ModelHealth, type ProbeResult, parsePolicy } from '@penstock/router';
import { describe, expect, it } from 'vitest';
import { checkHealth } from './check-health.ts';

const all = Object.values(vendors);
const parsed = parsePolicy(
  'providers: { sandbox: { dialect: openai, sandbox: true } }\nmodels: { sandbox: { mini: { quality: 0.4 } }, openai: { gpt-4o: { quality: 0.8 }, gpt-4.1: { quality: 0.8 } }, anthropic: { claude-3-opus: { quality: 0.8 } } }',
  { fileName: 'policy.yml', environment: {}, vendors: all },
);
if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues));
const catalog = buildCatalog({
  policy: parsed.policy,
  vendors: all,
  overrides: [],
  environment: { OPENAI_API_KEY: 'key' },
  sandbox: { baseUrl: () => 'http://127.0.0.1:1' },
  nowMs: Date.UTC(2026, 0, 1),
});

const well: Omit<ProbeResult, 'providerId'> = {
  isReachable: true,
  latencyMs: 12.4,
  checkedAtMs: 0,
  modelNames: ['gpt-4o', 'gpt-4.1'],
  errorKind: null,
  errorMessage: null,
};

function tools(probe: Partial<ProbeResult> = {}, health: Partial<ModelHealth> = {}) {
  const asked: string[] = [];
  return {
    asked,
    catalog,
    health: { read: (modelId: string) => ({ modelId, status: 'UNKNOWN', reason: null, ...health }) as ModelHealth },
    prober: {
      probe: async (providerId: string) => {
        asked.push(providerId);
        return { ...well, providerId, ...probe };
      },
    },
  };
}

describe('checking health', () => {
  it('checks every configured provider when none is named', async () => {
    const given = tools();
    expect(await checkHealth({ modelId: null, providerId: null }, given)).toEqual([
      expect.objectContaining({ providerId: 'sandbox', status: 'AVAILABLE' }),
      {
        providerId: 'openai',
        modelId: null,
        status: 'AVAILABLE',
        latencyMs: 12.4,
        message: 'openai answered in 12 ms and lists 2 models.',
      },
    ]);
    expect(given.asked).toEqual(['sandbox', 'openai']);
  });

  it('names the missing settings of an unconfigured provider, without a request to it', async () => {
    const given = tools();
    expect(await checkHealth({ modelId: null, providerId: 'anthropic' }, given)).toMatchObject([
      { status: 'UNAVAILABLE', latencyMs: null, message: 'anthropic is not configured: set ANTHROPIC_API_KEY.' },
    ]);
    const model = await checkHealth({ modelId: 'anthropic/claude-3-opus', providerId: null }, given);
    expect(model).toMatchObject([{ modelId: 'anthropic/claude-3-opus', status: 'UNAVAILABLE' }]);
    expect(given.asked).toEqual([]);
  });

  it('passes on the reason if a provider does not answer', async () => {
    const given = tools({ isReachable: false, errorMessage: 'openai refused the connection.' });
    expect(await checkHealth({ modelId: 'openai/gpt-4o', providerId: null }, given)).toEqual([
      {
        providerId: 'openai',
        modelId: 'openai/gpt-4o',
        status: 'UNAVAILABLE',
        latencyMs: null,
        message: 'openai refused the connection.',
      },
    ]);
  });

  it('names a model that is missing in the list, but not for the sandbox, which accepts any name', async () => {
    const given = tools({ modelNames: ['gpt-9'] });
    expect(await checkHealth({ modelId: 'openai/gpt-4o', providerId: null }, given)).toMatchObject([
      { status: 'UNAVAILABLE', latencyMs: 12.4, message: expect.stringMatching(/'gpt-9'.*correct upstream_name/) },
    ]);
    for (const target of [
      { modelId: 'sandbox/mini', providerId: null },
      { modelId: null, providerId: 'sandbox' },
    ]) {
      expect(await checkHealth(target, given)).toMatchObject([{ providerId: 'sandbox', status: 'AVAILABLE' }]);
    }
  });

  it('reports a model that fails although its provider answers', async () => {
    const given = tools({}, { status: 'UNAVAILABLE', reason: 'its breaker is open' });
    expect(await checkHealth({ modelId: 'openai/gpt-4o', providerId: null }, given)).toMatchObject([
      { status: 'UNAVAILABLE', latencyMs: 12.4, message: 'its breaker is open' },
    ]);
  });
});
