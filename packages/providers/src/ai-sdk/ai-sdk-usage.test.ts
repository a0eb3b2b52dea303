import type { LanguageModelV4Usage } from '@ai-sdk/provider';
import { expect, it } from 'vitest';
import { toCallBilling, toTokenUsage } from './ai-sdk-usage.ts';

const nothing = { total: undefined, noCache: undefined, cacheRead: undefined, cacheWrite: undefined };
const usage = (
  input: Partial<LanguageModelV4Usage['inputTokens']>,
  output: Partial<LanguageModelV4Usage['outputTokens']>,
): LanguageModelV4Usage => ({
  inputTokens: { ...nothing, ...input },
  outputTokens: { total: undefined, text: undefined, reasoning: undefined, ...output },
});

it('splits totals', () => {
  expect(toTokenUsage(usage({ total: 100, cacheRead: 60, cacheWrite: 10 }, { total: 50, reasoning: 30 }))).toEqual({
    inputTokens: 30,
    cachedInputTokens: 60,
    cacheWriteTokens: 10,
    outputTokens: 20,
    reasoningTokens: 30,
  });
});

it('is null if nothing is reported', () => {
  expect(toTokenUsage(usage({}, {}))).toBeNull();
  expect(toTokenUsage(usage({ total: 3 }, {}))).toMatchObject({ inputTokens: 3, outputTokens: 0 });
});

it.each([
  [
    'Bedrock',
    {
      cacheDetails: [
        { ttl: '5m', inputTokens: 30 },
        { ttl: '1h', inputTokens: 70 },
      ],
    },
  ],
  ['Claude on Vertex', { cache_creation: { ephemeral_5m_input_tokens: 30, ephemeral_1h_input_tokens: 70 } }],
])('separates cache writes of an hour: %s', (_, raw) => {
  const reported = { ...usage({ total: 110, cacheWrite: 100 }, { total: 5 }), raw };
  expect(toTokenUsage(reported)).toMatchObject({ inputTokens: 10, cacheWriteTokens: 100, cacheWriteHourTokens: 70 });
});

it('counts hidden thinking, which only the total includes', () => {
  const reported = { ...usage({ total: 20 }, { total: 198 }), raw: { totalTokenCount: 623 } };
  expect(toTokenUsage(reported)).toMatchObject({ outputTokens: 198, reasoningTokens: 405 });
});

it('reads the service tier', () => {
  expect(toCallBilling(usage({}, {}), { bedrock: { serviceTier: { type: 'flex' } } })).toEqual({ serviceTier: 'flex' });
  expect(toCallBilling({ ...usage({}, {}), raw: { serviceTier: 'PRIORITY' } }, undefined)).toEqual({
    serviceTier: 'priority',
  });
  expect(toCallBilling({ ...usage({}, {}), raw: { trafficType: 'ON_DEMAND_FLEX' } }, undefined)).toEqual({
    serviceTier: 'flex',
  });
  expect(toCallBilling(usage({}, {}), undefined)).toBeNull();
});
