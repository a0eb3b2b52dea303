import { buildModel, flatPrice } from '@penstock/testing';
import { describe, expect, test } from 'vitest';
import { cheapestModel, fastestModel, searchModels } from './search-models.ts';

const models = [
  buildModel('openai/gpt-4o', {
    displayName: 'GPT-4o',
    capabilities: new Set(['text', 'vision', 'code']),
    price: flatPrice(2.5, 10),
    expectedLatency: { firstTokenMs: 500, tokensPerSecond: 100 },
    useCases: ['creative_writing'],
  }),
  buildModel('openai/gpt-4o-mini', {
    capabilities: new Set(['text', 'vision']),
    price: flatPrice(0.15, 0.6),
    tags: ['cheap'],
    expectedLatency: { firstTokenMs: 300, tokensPerSecond: 50 },
    isConfigured: false,
  }),
  buildModel('ollama/llama3', {
    price: flatPrice(0, 0),
    tags: ['private', 'cheap'],
    isLocal: true,
    contextWindow: 8192,
    expectedLatency: { firstTokenMs: 200, tokensPerSecond: 20 },
  }),
  buildModel('mine/unpriced', {
    price: null,
    isActive: false,
    expectedLatency: { firstTokenMs: 10, tokensPerSecond: 10 },
  }),
];
const ids = (found: readonly { id: string }[]) => found.map(({ id }) => id);

describe('searchModels', () => {
  test.each([
    [{}, ['openai/gpt-4o', 'openai/gpt-4o-mini', 'ollama/llama3', 'mine/unpriced']],
    [{ capabilities: ['vision'] }, ['openai/gpt-4o', 'openai/gpt-4o-mini']],
    [{ capabilities: ['vision', 'code'] }, ['openai/gpt-4o']],
    [{ tag: 'cheap' }, ['openai/gpt-4o-mini', 'ollama/llama3']],
    [{ providerId: 'openai' }, ['openai/gpt-4o', 'openai/gpt-4o-mini']],
    [{ maxInputUsdPerMTok: 0.15 }, ['openai/gpt-4o-mini', 'ollama/llama3']],
    [{ minContextWindow: 8193 }, ['openai/gpt-4o', 'openai/gpt-4o-mini', 'mine/unpriced']],
    [{ isLocal: true }, ['ollama/llama3']],
    [{ isLocal: false, tag: 'cheap' }, ['openai/gpt-4o-mini']],
    [{ isUsable: true }, ['openai/gpt-4o', 'ollama/llama3']],
    [{ isUsable: false }, ['openai/gpt-4o-mini', 'mine/unpriced']],
    [{ text: 'MINI gpt' }, ['openai/gpt-4o-mini']],
    [{ text: 'creative' }, ['openai/gpt-4o']],
    [{ text: 'nothing' }, []],
  ] as const)('%j', (filter, expected) => {
    expect(ids(searchModels(models, filter))).toEqual(expected);
  });
});

describe('the cheapest and the fastest', () => {
  test('of all', () => {
    expect(cheapestModel(models, {})?.id).toBe('ollama/llama3');
    expect(fastestModel(models, {})?.id).toBe('openai/gpt-4o');
  });

  test('of the filtered models', () => {
    expect(cheapestModel(models, { isLocal: false })?.id).toBe('openai/gpt-4o-mini');
    expect(fastestModel(models, { tag: 'cheap' })?.id).toBe('openai/gpt-4o-mini');
  });

  test('an unpriced model is never the cheapest', () => {
    expect(cheapestModel(models, { text: 'unpriced' })).toBeUndefined();
    expect(fastestModel(models, { text: 'unpriced' })?.id).toBe('mine/unpriced');
  });
});
