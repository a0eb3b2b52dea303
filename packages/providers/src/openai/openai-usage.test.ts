import { expect, it } from 'vitest';
import { noTokens, type TokenUsage } from '../contract/token-usage.ts';
import type { JsonObject } from '../json/read-json-value.ts';
import { toCallBilling, toTokenUsage } from './openai-usage.ts';

const usage = (
  inputTokens: number,
  cachedInputTokens: number,
  cacheWriteTokens: number,
  outputTokens: number,
  reasoningTokens: number,
): TokenUsage => ({ inputTokens, cachedInputTokens, cacheWriteTokens, outputTokens, reasoningTokens });

it.each<[string, JsonObject, TokenUsage]>([
  ['plain', { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 }, usage(10, 0, 0, 5, 0)],
  [
    'the names of the Responses API',
    { input_tokens: 100, output_tokens: 5, input_tokens_details: { cached_tokens: 64 } },
    usage(36, 64, 0, 5, 0),
  ],
  [
    'cached tokens within the prompt (OpenAI)',
    { prompt_tokens: 100, completion_tokens: 5, prompt_tokens_details: { cached_tokens: 64 } },
    usage(36, 64, 0, 5, 0),
  ],
  [
    'reasoning within the completion (OpenAI)',
    { prompt_tokens: 10, completion_tokens: 50, total_tokens: 60, completion_tokens_details: { reasoning_tokens: 30 } },
    usage(10, 0, 0, 20, 30),
  ],
  [
    'reasoning beside the completion (xAI)',
    { prompt_tokens: 10, completion_tokens: 50, total_tokens: 90, completion_tokens_details: { reasoning_tokens: 30 } },
    usage(10, 0, 0, 50, 30),
  ],
  [
    'reasoning that outnumbers the completion (Perplexity)',
    { prompt_tokens: 10, completion_tokens: 50, total_tokens: 60, reasoning_tokens: 900 },
    usage(10, 0, 0, 50, 900),
  ],
  [
    'cache hits by another name (DeepSeek)',
    { prompt_tokens: 100, completion_tokens: 5, prompt_cache_hit_tokens: 60, prompt_cache_miss_tokens: 40 },
    usage(40, 60, 0, 5, 0),
  ],
  [
    'cache writes (OpenRouter)',
    { prompt_tokens: 100, completion_tokens: 5, prompt_tokens_details: { cached_tokens: 20, cache_write_tokens: 30 } },
    usage(50, 20, 30, 5, 0),
  ],
  [
    'hidden reasoning that only the total counts (Gemini)',
    { prompt_tokens: 20, completion_tokens: 198, total_tokens: 623 },
    usage(20, 0, 0, 198, 405),
  ],
  [
    'hidden reasoning beside reasoning that is counted within',
    { prompt_tokens: 10, completion_tokens: 50, total_tokens: 65, completion_tokens_details: { reasoning_tokens: 30 } },
    usage(10, 0, 0, 20, 35),
  ],
  [
    'reasoning beside the completion, and more that only the total counts',
    { prompt_tokens: 10, completion_tokens: 50, total_tokens: 95, completion_tokens_details: { reasoning_tokens: 30 } },
    usage(10, 0, 0, 50, 35),
  ],
  [
    'cached tokens beside the prompt',
    { prompt_tokens: 10, completion_tokens: 5, total_tokens: 105, prompt_tokens_details: { cached_tokens: 90 } },
    usage(10, 90, 0, 5, 0),
  ],
  [
    "cache hits and writes under Anthropic's names, within the prompt (LiteLLM)",
    {
      prompt_tokens: 100,
      completion_tokens: 5,
      total_tokens: 105,
      cache_read_input_tokens: 60,
      cache_creation_input_tokens: 20,
    },
    usage(20, 60, 20, 5, 0),
  ],
  [
    "cache hits and writes under Anthropic's names, beside the prompt",
    {
      prompt_tokens: 20,
      completion_tokens: 5,
      total_tokens: 105,
      cache_read_input_tokens: 60,
      cache_creation_input_tokens: 20,
    },
    usage(20, 60, 20, 5, 0),
  ],
  [
    'cache writes among the details (Alibaba)',
    {
      prompt_tokens: 100,
      completion_tokens: 5,
      total_tokens: 105,
      prompt_tokens_details: { cached_tokens: 60, cache_creation_input_tokens: 20 },
    },
    usage(20, 60, 20, 5, 0),
  ],
  [
    'cache writes by lifetime alone',
    {
      prompt_tokens: 100,
      completion_tokens: 5,
      prompt_tokens_details: {
        cache_creation: { ephemeral_5m_input_tokens: 10, ephemeral_1h_input_tokens: 20 },
      },
    },
    { ...usage(70, 0, 30, 5, 0), cacheWriteHourTokens: 20 },
  ],
  [
    'cache writes by another name (LiteLLM)',
    {
      prompt_tokens: 100,
      completion_tokens: 5,
      prompt_tokens_details: { cached_tokens: 60, cache_creation_tokens: 20 },
    },
    usage(20, 60, 20, 5, 0),
  ],
  [
    'a zero under one name and the count under another',
    {
      prompt_tokens: 0,
      input_tokens: 100,
      completion_tokens: 5,
      prompt_cache_hit_tokens: 64,
      prompt_tokens_details: { cached_tokens: 0 },
    },
    usage(36, 64, 0, 5, 0),
  ],
  [
    'cached tokens of Mistral',
    { prompt_tokens: 100, completion_tokens: 5, total_tokens: 105, num_cached_tokens: 64 },
    usage(36, 64, 0, 5, 0),
  ],
  ['counts written as texts', { prompt_tokens: '10', completion_tokens: '5' }, usage(10, 0, 0, 5, 0)],
  ['a total alone', { total_tokens: 623 }, usage(0, 0, 0, 0, 0)],
  ['a total that is too small', { prompt_tokens: 10, completion_tokens: 5, total_tokens: 2 }, usage(10, 0, 0, 5, 0)],
  [
    'a count that is none',
    { prompt_tokens: 1.5, completion_tokens: 5, total_tokens: 90 },
    usage(Number.NaN, Number.NaN, Number.NaN, 5, 0),
  ],
  [
    'nulls and rubbish',
    { prompt_tokens: 3, completion_tokens: null, prompt_tokens_details: null, completion_tokens_details: 'x' },
    usage(3, 0, 0, 0, 0),
  ],
  [
    'more cached tokens than there are',
    { prompt_tokens: 3, completion_tokens: 1, prompt_tokens_details: { cached_tokens: 9 } },
    usage(0, 3, 0, 1, 0),
  ],
])('splits usage: %s', (_, raw, expected) => {
  expect(toTokenUsage(raw)).toEqual(expected);
});

it.each<[string, JsonObject, number | undefined]>([
  ['OpenRouter', { cost: 0.0042 }, 0.0042],
  [
    "OpenRouter with the caller's own key",
    { cost: 0.0001, is_byok: true, cost_details: { upstream_inference_cost: 0.002 } },
    0.0021,
  ],
  ['Perplexity', { cost: { input_tokens_cost: 0.00003, request_cost: 0.005, total_cost: 0.00506 } }, 0.00506],
  ['xAI', { cost_in_usd_ticks: 12_340_000 }, 0.001234],
  ['DeepInfra', { estimated_cost: 0.5 }, 0.5],
  ['nothing for free', { cost: 0 }, 0],
  ['a negative cost', { cost: -1 }, undefined],
  ['an absurd cost', { cost: 1e9 }, undefined],
  ['a number written as a text', { cost: '0.0042' }, 0.0042],
  ['a text', { cost: 'free' }, undefined],
])('reads a stated cost: %s', (_, raw, statedUsd) => {
  expect(toCallBilling(raw, null)?.statedUsd).toBe(statedUsd);
});

it('reads the service tier, and the extent of a search', () => {
  expect(toCallBilling({}, 'flex')).toEqual({ serviceTier: 'flex' });
  expect(toCallBilling({ search_context_size: 'low' }, undefined)).toEqual({ searchContext: 'low' });
  expect(toCallBilling(null, null)).toBeNull();
});

it('counts audio and images separately', () => {
  const usage = {
    prompt_tokens: 500,
    completion_tokens: 300,
    prompt_tokens_details: { audio_tokens: 400, image_tokens: 20 },
    completion_tokens_details: { audio_tokens: 250, image_tokens: 'many' },
  };
  expect(toTokenUsage(usage)).toEqual({
    ...noTokens,
    inputTokens: 500,
    outputTokens: 300,
    audioInputTokens: 400,
    imageInputTokens: 20,
    audioOutputTokens: 250,
  });
});
