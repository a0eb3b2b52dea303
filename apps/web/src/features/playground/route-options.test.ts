import { expect, test } from 'vitest';
import {
  findOption,
  groupOptions,
  isAllowed,
  type ModelOption,
  optionRoute,
  type RouteOption,
} from './route-options.ts';

const model = (id: string, facts: Partial<ModelOption> = {}): ModelOption => {
  const [provider = ''] = id.split('/');
  return {
    id,
    displayName: id.toUpperCase(),
    provider: { id: provider, displayName: provider, setupHint: null },
    capabilities: ['text'],
    contextWindow: 8_192,
    price: null,
    local: false,
    active: true,
    configured: true,
    ...facts,
  };
};

const options = {
  models: [
    model('cohere/command', { configured: false }),
    model('openai/gpt', { capabilities: ['text', 'vision'] }),
    model('openai/embedder', { capabilities: ['embeddings'] }),
  ],
  chains: [{ name: 'LOCAL_ONLY', description: 'Your own machines', models: [] }],
};
const keys = (groups: readonly { options: readonly RouteOption[] }[]) =>
  groups.flatMap((group) => group.options.map(({ key }) => key));

test('models are grouped by provider, configured providers first, without embedding models', () => {
  const groups = groupOptions(options, '', 'model');
  expect(groups.map(({ label }) => label)).toEqual(['openai', 'cohere']);
  expect(keys(groups)).toEqual(['model:openai/gpt', 'model:cohere/command']);
});

test.each([
  ['vision', ['model:openai/gpt']],
  ['machines', ['chain:LOCAL_ONLY', 'strategy:LOCAL_FIRST']],
  ['CHEAP', ['strategy:COST_OPTIMIZED']],
  ['gpt nothing', []],
])('a search for %s covers all kinds', (search, found) => {
  expect(keys(groupOptions(options, search, 'model')).toSorted()).toEqual(found.toSorted());
});

test('a key that is limited to models and strategies allows those choices, and every chain', () => {
  const limits = { requestsPerMinute: null, tokensPerMinute: null, concurrency: null };
  const key = { id: 'k', name: 'k', prefix: 'psk_', expiresAt: null, limits };
  const apiKey = { ...key, models: ['openai/*'], strategies: ['COST_OPTIMIZED' as const] };
  const kinds = ['model', 'strategy', 'chain'] as const;
  const all = kinds.flatMap((kind) => groupOptions(options, '', kind)).flatMap((group) => group.options);
  const allowed = all.filter((option) => isAllowed(option, { apiKey })).map((option) => option.key);
  expect(allowed).toEqual(['model:openai/gpt', 'strategy:', 'strategy:COST_OPTIMIZED', 'chain:LOCAL_ONLY']);
  expect(all.every((option) => isAllowed(option, { apiKey: null }))).toBe(true);
});

test('a route gives its option, and the option gives the route', () => {
  for (const route of [
    { type: 'model', id: 'openai/gpt' },
    { type: 'chain', name: 'LOCAL_ONLY' },
    { type: 'strategy', strategy: 'BALANCED' },
    { type: 'strategy', strategy: null },
  ] as const) {
    const option = findOption(options, route);
    expect(option && optionRoute(option)).toEqual(route);
  }
  expect(findOption(options, { type: 'model', id: 'gone/model' })).toBeUndefined();
});
