import { expect, test } from 'vitest';
import { parseSettings } from './parse-settings.ts';

const read = new Set([
  'model',
  'messages',
  'stream',
  'temperature',
  'fallback_models',
  'n',
  'provider',
  'metadata',
  'store',
]);
const parse = (body: Readonly<Record<string, unknown>>) => parseSettings(body, read);

test('a plain body has no settings', () => {
  const plain = {
    model: 'm',
    messages: [],
    stream: true,
    temperature: 1,
    fallback_models: [],
    n: null,
    provider: 'ours',
  };
  expect(parse(plain)).toEqual({});
});

test('settings of the protocol are read', () => {
  const body = {
    parallel_tool_calls: false,
    top_k: 5,
    min_p: 0.1,
    frequency_penalty: 1,
    presence_penalty: -1,
    logit_bias: { 5: -100 },
    service_tier: 'flex',
    verbosity: 'low',
    user: 'u',
  };
  expect(parse(body)).toEqual({
    settings: {
      parallelToolCalls: false,
      topK: 5,
      minP: 0.1,
      frequencyPenalty: 1,
      presencePenalty: -1,
      logitBias: { 5: -100 },
      serviceTier: 'flex',
      verbosity: 'low',
      user: 'u',
    },
  });
});

test('log probabilities are one setting if requested', () => {
  expect(parse({ logprobs: true })).toEqual({ settings: { logprobs: 0 } });
  expect(parse({ logprobs: true, top_logprobs: 3 })).toEqual({ settings: { logprobs: 3 } });
  expect(parse({ logprobs: false })).toEqual({ providerOptions: { '*': { logprobs: false } } });
});

test('members that Penstock does not use are passed on unchanged', () => {
  const body = {
    prompt_cache_key: 'k',
    provider: { order: ['a'] },
    prediction: { type: 'content', content: 'x' },
    parallel_tool_calls: 'odd',
    top_logprobs: 2,
    n: 1,
    metadata: { run: '7' },
  };
  expect(parse(body)).toEqual({ providerOptions: { '*': body } });
});

test('metadata that OpenAI would refuse stays in Penstock', () => {
  expect(parse({ metadata: { run: { id: 7 } } })).toEqual({});
});

test.each([
  [{ reasoning_effort: 'low' }, { effort: 'low' }],
  [{ reasoning: { effort: 'high', exclude: true } }, { effort: 'high', summary: false }],
  [{ reasoning: { max_tokens: 2000 } }, { budgetTokens: 2000 }],
  [{ reasoning: { enabled: true } }, { effort: 'medium' }],
  [{ thinking: { type: 'enabled', budget_tokens: 5000 } }, { budgetTokens: 5000 }],
  [{ thinking: { type: 'disabled' } }, { effort: 'none' }],
  [{ thinking: { type: 'adaptive' } }, { effort: 'medium' }],
  [{ enable_thinking: false, thinking_budget: 100 }, { effort: 'none' }],
  [{ enable_thinking: true, thinking_budget: 100 }, { budgetTokens: 100 }],
  [{ chat_template_kwargs: { enable_thinking: false } }, { effort: 'none' }],
])('%j sets the reasoning', (body, expected) => {
  expect(parse(body)).toEqual({ settings: { reasoning: { ...expected, asWritten: body } } });
});

test.each([{ reasoning_effort: 'vast' }, { chat_template_kwargs: { date: 'today' } }, { reasoning: null }])(
  '%j has an unknown value, and is passed on',
  (body) => {
    expect(parse(body)).toEqual({ providerOptions: { '*': body } });
  },
);

test('a body with too many unread characters is refused', () => {
  expect(() => parse({ odd: 'x'.repeat(70_000) })).toThrow('may have at most 65536 characters as JSON');
  expect(() => parse({ user: 'x'.repeat(70_000) })).toThrow('may have at most 65536 characters as JSON');
});
