import { describe, expect, it } from 'vitest';
import { mergeUsage, toCallBilling, toTokenUsage } from './anthropic-usage.ts';

it('keeps the disjoint buckets, and subtracts thinking from the output', () => {
  const usage = {
    input_tokens: 10,
    cache_read_input_tokens: 20,
    cache_creation_input_tokens: 30,
    output_tokens: 50,
    output_tokens_details: { thinking_tokens: 40 },
  };
  expect(toTokenUsage(usage)).toEqual({
    inputTokens: 10,
    cachedInputTokens: 20,
    cacheWriteTokens: 30,
    outputTokens: 10,
    reasoningTokens: 40,
  });
});

it('treats nulls and absent fields as zero', () => {
  expect(toTokenUsage({ input_tokens: 1, cache_read_input_tokens: null, output_tokens: 2 })).toEqual({
    inputTokens: 1,
    cachedInputTokens: 0,
    cacheWriteTokens: 0,
    outputTokens: 2,
    reasoningTokens: 0,
  });
});

it.each([
  [{ cache_creation_input_tokens: 100, cache_creation: { ephemeral_1h_input_tokens: 70 } }, 100, 70],
  [{ cache_creation: { ephemeral_5m_input_tokens: 30, ephemeral_1h_input_tokens: 70 } }, 100, 70],
  [{ cache_creation_input_tokens: 100, cache_creation: { ephemeral_5m_input_tokens: 100 } }, 100, undefined],
  [{ cache_creation_input_tokens: 100, cache_creation: null }, 100, undefined],
  [{ cache_creation_input_tokens: 50, cache_creation: { ephemeral_1h_input_tokens: 70 } }, 50, 50],
])('separates cache writes of an hour: %j', (usage, written, hour) => {
  expect(toTokenUsage(usage)).toMatchObject({ cacheWriteTokens: written });
  expect(toTokenUsage(usage).cacheWriteHourTokens).toBe(hour);
});

it('counts only the iteration that summarized the conversation', () => {
  const usage = {
    input_tokens: 23_000,
    output_tokens: 1_000,
    iterations: [
      { type: 'compaction', input_tokens: 180_000, output_tokens: 3_500, cache_read_input_tokens: 50 },
      { type: 'message', input_tokens: 23_000, output_tokens: 1_000 },
      { type: 'advisor_message', input_tokens: 700, output_tokens: 70 },
      null,
    ],
  };
  expect(toTokenUsage(usage)).toMatchObject({ inputTokens: 203_000, cachedInputTokens: 50, outputTokens: 4_500 });
});

it('reads the service tier', () => {
  expect(toCallBilling({ service_tier: 'priority' })).toEqual({ serviceTier: 'priority' });
  expect(toCallBilling({})).toBeNull();
});

describe('mergeUsage', () => {
  it('takes cumulative counts of a later event without adding them', () => {
    const first = mergeUsage(null, { input_tokens: 10, output_tokens: 1 });
    const second = mergeUsage(first, { output_tokens: 50 });
    expect(mergeUsage(second, { output_tokens: 120, cache_read_input_tokens: 7 })).toEqual({
      input_tokens: 10,
      output_tokens: 120,
      cache_read_input_tokens: 7,
    });
  });

  it('a later zero or null changes nothing', () => {
    const known = { input_tokens: 10, cache_creation: { ephemeral_1h_input_tokens: 5 } };
    expect(mergeUsage(known, { input_tokens: 0, cache_creation: null, output_tokens: 3 })).toEqual({
      ...known,
      output_tokens: 3,
    });
  });

  it('splits the prompt if a later event reports its cached part', () => {
    const whole = { input_tokens: 100, output_tokens: 0 };
    const apart = { input_tokens: 40, cache_read_input_tokens: 60, output_tokens: 7 };
    expect(mergeUsage(whole, apart)).toEqual(apart);
    expect(mergeUsage(whole, { input_tokens: 40, output_tokens: 7 })).toEqual({ input_tokens: 100, output_tokens: 7 });
  });

  it('an object with too many members is not usage', () => {
    const flood = Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`a${index}`, index]));
    expect(mergeUsage({ input_tokens: 1 }, flood)).toEqual({ input_tokens: 1 });
  });
});
