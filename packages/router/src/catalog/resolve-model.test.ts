import { buildProvider } from '@penstock/testing';
import { describe, expect, test } from 'vitest';
import type { ModelEntry } from '../policy/schema/model-entry.ts';
import { toModelPolicy } from '../policy/translate/to-model-policy.ts';
import type { Listing } from './price-list.ts';
import type { Provider } from './provider.ts';
import { resolveModel } from './resolve-model.ts';

function resolve(
  entry: ModelEntry,
  listing: Partial<Listing> = {},
  providers: readonly Provider[] = [buildProvider('openai')],
) {
  const found = { price: null, contextWindow: null, validUntilMs: null, ...listing };
  const provider = providers[0] ?? buildProvider('openai');
  return resolveModel(toModelPolicy('openai/gpt-x', entry), provider, found, (id) =>
    providers.find((one) => one.id === id),
  );
}

describe('windows', () => {
  test.each([
    ['stated values', { context_window: 1000, max_output_tokens: 100 }, 5000, 1000, 100],
    ['the price list', {}, 5000, 5000, 4096],
    ['defaults', {}, null, 8192, 4096],
    ['a small window bounds the answer', { context_window: 1000 }, null, 1000, 1000],
    ['classic max_tokens as the window', { max_tokens: 200_000 }, null, 200_000, 4096],
    ['classic max_tokens as the window that the list confirms', { max_tokens: 8192 }, 8192, 8192, 4096],
    ['classic max_tokens as the longest answer', { max_tokens: 4096 }, 200_000, 200_000, 4096],
    ['classic max_tokens beyond the list', { max_tokens: 300_000 }, 200_000, 300_000, 4096],
  ])('%s', (_, entry, listed, contextWindow, maxOutputTokens) => {
    expect(resolve(entry, { contextWindow: listed })).toMatchObject({ contextWindow, maxOutputTokens });
  });
});

describe('capabilities', () => {
  test.each([
    [{}, ['text']],
    [{ capabilities: ['code'], context_window: 100_000 }, ['code', 'text', 'long_context']],
    [{ capabilities: ['json_schema'] }, ['json_schema', 'text', 'json_mode']],
    [{ capabilities: ['embeddings'], context_window: 200_000 }, ['embeddings']],
  ])('%j makes %j', (entry, expected) => {
    expect([...resolve(entry).capabilities]).toEqual(expected);
  });
});

test.each([
  [{}, 'chat_completions', undefined],
  [{}, 'responses', 'responses'],
  [{ api: 'responses' }, 'chat_completions', 'responses'],
  [{ api: 'chat_completions' }, 'responses', undefined],
] as const)('a model with %j of a provider with %s is called by %s', (entry, api, expected) => {
  const [deployment] = resolve(entry, {}, [buildProvider('openai', { api })]).deployments;
  expect(deployment?.api).toBe(expected);
});

test('a model without facts has every default', () => {
  expect(resolve({})).toMatchObject({
    id: 'openai/gpt-x',
    providerId: 'openai',
    name: 'gpt-x',
    displayName: 'gpt-x',
    tags: [],
    useCases: [],
    quality: { score: 0.5, source: 'estimate' },
    price: null,
    expectedLatency: { firstTokenMs: 700, tokensPerSecond: 70 },
    isLocal: false,
    isSandbox: false,
    promptCache: { minTokens: null, ttlS: null },
    takesPrefill: false,
    thinksFirst: false,
    takesSampling: true,
    isActive: true,
    isConfigured: true,
    deployments: [{ id: 'default', providerId: 'openai', upstreamName: 'gpt-x', weight: 1 }],
    releasedAt: null,
  });
});

test('a model that reasons first, or runs locally, has a longer expected latency', () => {
  expect(resolve({ thinks_first: true }).expectedLatency.firstTokenMs).toBe(6000);
  const local = [buildProvider('openai', { isLocal: true })];
  expect(resolve({}, {}, local)).toMatchObject({ isLocal: true, expectedLatency: { tokensPerSecond: 35 } });
  expect(resolve({ latency: { first_token_ms: 1 } }, {}, local).expectedLatency).toEqual({
    firstTokenMs: 1,
    tokensPerSecond: 35,
  });
});

describe('deployments', () => {
  const deployments = [{ provider: 'openai' }, { provider: 'azure', name: 'east', weight: 3 }];
  const without = (id: string) => buildProvider(id, { isConfigured: false });

  test('all usable deployments', () => {
    const model = resolve({ deployments, upstream_name: 'gpt-x-1' }, {}, [
      buildProvider('openai'),
      buildProvider('azure'),
    ]);
    expect(model.deployments.map(({ providerId, upstreamName }) => [providerId, upstreamName])).toEqual([
      ['openai', 'gpt-x-1'],
      ['azure', 'east'],
    ]);
  });

  test('a deployment whose provider lacks its key gets no traffic', () => {
    const model = resolve({ deployments }, {}, [without('openai'), buildProvider('azure')]);
    expect(model.isConfigured).toBe(true);
    expect(model.deployments.map(({ providerId }) => providerId)).toEqual(['azure']);
  });

  test('without a usable deployment the model is not configured, and all deployments are shown', () => {
    const model = resolve({ deployments }, {}, [without('openai'), without('azure')]);
    expect(model.isConfigured).toBe(false);
    expect(model.deployments).toHaveLength(2);
  });
});
