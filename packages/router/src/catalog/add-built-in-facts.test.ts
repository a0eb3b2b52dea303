import { buildProvider } from '@penstock/testing';
import { describe, expect, test } from 'vitest';
import type { ModelEntry } from '../policy/schema/model-entry.ts';
import { toModelPolicy } from '../policy/translate/to-model-policy.ts';
import { addBuiltInFacts } from './add-built-in-facts.ts';

function factsOf(id: string, entry: ModelEntry = {}, vendorId: string | null = id.slice(0, id.indexOf('/'))) {
  return addBuiltInFacts(toModelPolicy(id, entry), buildProvider('any', { vendorId }));
}

describe('a model that the built-in catalog knows', () => {
  test('has its facts if the policy states none', () => {
    expect(factsOf('openai/gpt-4')).toMatchObject({
      id: 'openai/gpt-4',
      displayName: 'GPT-4',
      contextWindow: 8192,
      tags: ['classic'],
      releasedAt: '2023-03-14',
      isActive: null,
      deployments: null,
    });
    expect(factsOf('openai/gpt-4').capabilities).toContain('function_calling');
  });

  test('has its protocol if it only speaks Responses', () => {
    expect(factsOf('openai/gpt-5.3-codex').api).toBe('responses');
    expect(factsOf('openai/gpt-5.3-codex', { api: 'chat_completions' }).api).toBe('chat_completions');
    expect(factsOf('openai/gpt-5.4').api).toBeNull();
  });

  test('has the size of its shortest cached prompt', () => {
    expect(factsOf('anthropic/claude-haiku-4-5').cacheMinTokens).toBe(4_096);
    expect(factsOf('anthropic/claude-haiku-4-5', { cache: { min_tokens: 100 } }).cacheMinTokens).toBe(100);
  });

  test('keeps the facts of the policy, even half a latency', () => {
    const entry = { capabilities: ['code'], tags: [], quality: 0.1, latency: { first_token_ms: 1 }, context_window: 9 };
    expect(factsOf('openai/gpt-4', entry)).toMatchObject({
      capabilities: ['code'],
      tags: [],
      quality: { score: 0.1, source: 'policy' },
      latency: { firstTokenMs: 1, tokensPerSecond: 30 },
      contextWindow: 9,
    });
  });

  test.each([
    [{ max_tokens: 100 }, 100],
    [{ max_tokens: 8192 }, 8192],
    [{ max_tokens: 100_000 }, 8192],
    [{ max_output_tokens: 7 }, 7],
  ])('with %j its longest answer has %d tokens', (entry, tokens) => {
    expect(factsOf('openai/gpt-4', entry).maxOutputTokens).toBe(tokens);
  });

  test('in the classic format, which lists no protocol capabilities, takes tools as before', () => {
    expect(factsOf('openai/gpt-4', { max_tokens: 1, capabilities: ['chat'] }).capabilities).toEqual([
      'text',
      'function_calling',
    ]);
  });

  test('is found by its upstream name too, and then keeps its own display name', () => {
    const mine = factsOf('openai/quick', { upstream_name: 'gpt-4' });
    expect(mine).toMatchObject({ displayName: null, upstreamName: 'gpt-4', contextWindow: 8192 });
    expect(factsOf('openai/gpt-4', { upstream_name: 'gpt-3.5-turbo' }).contextWindow).toBe(16_385);
    expect(factsOf('openai/gpt-4', { upstream_name: 'our-deployment' }).contextWindow).toBe(8192);
  });

  test('is known under another name of its provider', () => {
    expect(factsOf('openai-eu/gpt-4', {}, 'openai').contextWindow).toBe(8192);
  });
});

describe('a model is left unchanged', () => {
  test.each([
    ['that the catalog does not know', 'openai/never-heard-of', 'openai'],
    ['of a provider that is no vendor', 'mine/gpt-4', null],
    ['of another vendor', 'groq/gpt-4', 'groq'],
    ['whose name only an object has', 'openai/constructor', 'openai'],
  ])('%s', (_, id, vendorId) => {
    const model = toModelPolicy(id, {});
    expect(addBuiltInFacts(model, buildProvider('any', { vendorId }))).toBe(model);
  });
});
