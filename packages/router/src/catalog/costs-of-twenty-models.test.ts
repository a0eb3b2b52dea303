import { noTokens, type TokenUsage } from '@penstock/providers';
import { calcPrice } from '@pydantic/genai-prices';
import { describe, expect, test } from 'vitest';
import { defaultCatalog } from '../testing/default-catalog.ts';
import { costOf } from './cost.ts';
import type { Model } from './model.ts';
import { findListing, listedPlace } from './price-list.ts';

const nowMs = Date.parse('2026-11-28T12:00:00Z');
const catalog = defaultCatalog(nowMs);

const ids = [
  'openai/gpt-6-astra',
  'openai/gpt-6-sol',
  'openai/gpt-6-luna',
  'openai/gpt-5.4',
  'openai/gpt-4.1-mini',
  'openai/o3',
  'anthropic/claude-opus-5-5',
  'anthropic/claude-sonnet-4-5',
  'anthropic/claude-haiku-4-5',
  'anthropic/claude-fable-5-1',
  'google/gemini-3.8-flash',
  'google/gemini-3.1-pro-preview',
  'google/gemini-2.5-pro',
  'xai/grok-4.3',
  'xai/grok-build-0.1',
  'mistral/mistral-large',
  'mistral/mistral-small',
  'deepseek/deepseek-v4-pro',
  'groq/openai/gpt-oss-120b',
  'perplexity/sonar-pro',
  'cohere/command-a',
];
const models = ids.map((id) => catalog.find(id) ?? expect.fail(`${id} is not in the default policy.`));

/** A usage, and the same usage in the form of the list. */
const usages: Record<string, [Partial<TokenUsage>, Record<string, number>]> = {
  plain: [
    { inputTokens: 1_200, outputTokens: 345 },
    { input_tokens: 1_200, output_tokens: 345 },
  ],
  cached: [
    { inputTokens: 1_000, cachedInputTokens: 9_000, outputTokens: 500 },
    { input_tokens: 10_000, cache_read_tokens: 9_000, output_tokens: 500 },
  ],
  '5-minute writes': [
    { inputTokens: 1_000, cacheWriteTokens: 30_000, outputTokens: 500 },
    { input_tokens: 31_000, cache_write_tokens: 30_000, output_tokens: 500 },
  ],
  '1-hour writes': [
    { inputTokens: 1_000, cacheWriteTokens: 30_000, cacheWriteHourTokens: 20_000, outputTokens: 500 },
    { input_tokens: 31_000, cache_write_tokens: 30_000, cache_write_1h_tokens: 20_000, output_tokens: 500 },
  ],
  tiered: [
    { inputTokens: 100_000, cachedInputTokens: 300_000, cacheWriteTokens: 50_000, outputTokens: 4_000 },
    { input_tokens: 450_000, cache_read_tokens: 300_000, cache_write_tokens: 50_000, output_tokens: 4_000 },
  ],
  reasoning: [
    { inputTokens: 2_000, outputTokens: 300, reasoningTokens: 5_000 },
    { input_tokens: 2_000, output_tokens: 5_300, output_reasoning_tokens: 5_000 },
  ],
};

function listed(model: Model, usage: Record<string, number>): number {
  const { providerId, name } = listedPlace(model.providerId, model.deployments[0]?.upstreamName ?? model.name);
  return calcPrice(usage, name, { providerId, timestamp: new Date(nowMs) })?.total_price ?? Number.NaN;
}

function ours(model: Model, usage: Partial<TokenUsage>, serviceTier?: string): number {
  const billing = serviceTier === undefined ? null : { serviceTier };
  return costOf(model.price ?? expect.fail(`${model.id} has no price.`), { ...noTokens, ...usage }, billing).totalUsd;
}

describe('the costs of 21 models of 9 vendors equal those of the price list', () => {
  test.each(Object.keys(usages))('%s', (kind) => {
    const [usage, inList] = usages[kind] ?? expect.fail(kind);
    const costs = models.map((model) => [model.id, ours(model, usage).toFixed(9)]);
    expect(costs).toEqual(models.map((model) => [model.id, listed(model, inList).toFixed(9)]));
  });
});

// The list has no service tiers. The tiers of OpenAI and Google cost the same share of every rate.
test.each([
  ['openai/gpt-6-sol', 'flex', 0.5],
  ['openai/gpt-6-sol', 'priority', 2],
  ['openai/gpt-5.4', 'flex', 0.5],
  ['openai/gpt-6-luna', 'priority', 2],
  ['google/gemini-3.8-flash', 'flex', 0.5],
  ['google/gemini-3.8-flash', 'priority', 1.8],
  ['google/gemini-3.1-pro-preview', 'priority', 1.8],
  ['openai/gpt-5.4', 'default', 1],
  ['anthropic/claude-opus-5-5', 'standard', 1],
])('%s served by the tier %s costs %d times the list', (id, tier, factor) => {
  const model = catalog.find(id) ?? expect.fail(id);
  for (const [usage, inList] of Object.values(usages)) {
    expect(ours(model, usage, tier)).toBeCloseTo(listed(model, inList) * factor, 9);
  }
});

describe('audio and images cost the prices of the price list', () => {
  test.each<[string, string, Partial<TokenUsage>, Record<string, number>]>([
    [
      'google',
      'gemini-2.5-flash',
      {
        inputTokens: 900,
        audioInputTokens: 600,
        cachedInputTokens: 400,
        audioCachedInputTokens: 300,
        outputTokens: 50,
      },
      {
        input_tokens: 1_300,
        input_audio_tokens: 900,
        cache_read_tokens: 400,
        cache_audio_read_tokens: 300,
        output_tokens: 50,
      },
    ],
    [
      'google',
      'gemini-2.5-flash-image',
      { inputTokens: 10, outputTokens: 1_300, imageOutputTokens: 1_290 },
      { input_tokens: 10, output_tokens: 1_300, output_image_tokens: 1_290 },
    ],
    [
      'openai',
      'gpt-audio',
      { inputTokens: 500, audioInputTokens: 400, outputTokens: 300, audioOutputTokens: 250 },
      { input_tokens: 500, input_audio_tokens: 400, output_tokens: 300, output_audio_tokens: 250 },
    ],
  ])('%s/%s', (vendorId, name, usage, inList) => {
    const price = findListing(vendorId, name, nowMs)?.price ?? expect.fail(`${name} has no price.`);
    const listedUsd = calcPrice(inList, name, { providerId: vendorId, timestamp: new Date(nowMs) })?.total_price;

    expect(costOf(price, { ...noTokens, ...usage }).totalUsd).toBeCloseTo(listedUsd ?? Number.NaN, 12);
    const asText = { ...noTokens, inputTokens: usage.inputTokens ?? 0, outputTokens: usage.outputTokens ?? 0 };
    expect(costOf(price, asText).totalUsd).not.toBeCloseTo(listedUsd ?? Number.NaN, 6);
  });
});
