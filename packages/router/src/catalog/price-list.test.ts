import { calcPrice } from '@pydantic/genai-prices';
import { describe, expect, test } from 'vitest';
import { findListing, listedPlace } from './price-list.ts';

const nowMs = Date.parse('2026-11-21T12:00:00Z');

describe('findListing', () => {
  test('knows prices, cached tokens and windows', () => {
    expect(findListing('openai', 'gpt-4o', nowMs)).toMatchObject({
      price: { input: { usdPerMTok: 2.5 }, cachedInput: { usdPerMTok: 1.25 }, output: { usdPerMTok: 10 } },
      contextWindow: 128_000,
      validUntilMs: null,
    });
    expect(findListing('anthropic', 'claude-haiku-4-5', nowMs)?.price?.cacheWrite.usdPerMTok).toBe(1.25);
  });

  test('uses the input rate if there is no cache rate, and the output rate for reasoning', () => {
    const price = findListing('openai', 'gpt-4', nowMs)?.price;
    expect(price?.cachedInput).toEqual(price?.input);
    expect(price?.cacheWrite).toEqual(price?.input);
    expect(price?.reasoning).toEqual(price?.output);
  });

  test('knows tiers', () => {
    expect(findListing('google', 'gemini-2.5-pro', nowMs)?.price?.input).toEqual({
      usdPerMTok: 1.25,
      tiers: [{ aboveInputTokens: 200_000, usdPerMTok: 2.5 }],
    });
  });

  test('knows a fee for the call', () => {
    expect(findListing('perplexity', 'sonar-pro', nowMs)?.price?.requestUsd).toBeGreaterThan(0);
  });

  test('knows peak hours, and when they end', () => {
    const peakMs = Date.parse('2026-11-23T02:00:00Z');
    const peak = findListing('deepseek', 'deepseek-v4-pro', peakMs);
    const after = findListing('deepseek', 'deepseek-v4-pro', peak?.validUntilMs ?? 0);
    expect(peak?.validUntilMs).toBeGreaterThan(peakMs);
    expect(peak?.price?.input.usdPerMTok).toBeGreaterThan(after?.price?.input.usdPerMTok ?? Number.POSITIVE_INFINITY);
  });

  test('names its source with the version', () => {
    expect(findListing('openai', 'gpt-4o', nowMs)?.price?.source).toMatch(/^genai-prices@\d+\.\d+\.\d+$/);
  });

  test.each([
    ['openai', 'no-such-model'],
    ['no-such-provider', 'gpt-4o'],
    ['huggingface', 'openai/gpt-oss-120b'],
  ])('knows nothing about %s/%s', (vendorId, name) => {
    expect(findListing(vendorId, name, nowMs)).toBeNull();
  });

  test('a listed model without a price is unpriced, not free', () => {
    expect(findListing('google', 'gemma-4-31b-it', nowMs)).toMatchObject({ price: null, contextWindow: 262_144 });
  });
});

test.each([
  ['openai', 'gpt-4o', 'openai', 'gpt-4o'],
  ['xai', 'grok-4.3', 'x-ai', 'grok-4.3'],
  ['bedrock', 'openai.gpt-oss-20b-1:0', 'aws', 'openai.gpt-oss-20b-1:0'],
  ['huggingface', 'openai/gpt-oss-120b:groq', 'huggingface_groq', 'openai/gpt-oss-120b'],
])('%s/%s is listed as %s/%s', (vendorId, name, providerId, listedName) => {
  expect(listedPlace(vendorId, name)).toEqual({ providerId, name: listedName });
  expect(calcPrice({}, listedName, { providerId })).not.toBeNull();
});
