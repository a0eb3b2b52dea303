import { buildModel, flatPrice } from '@penstock/testing';
import { expect, test } from 'vitest';
import { sampleAttempt } from '../../testing/sample-generation.ts';
import { pinOfAnswer } from './pin-of-answer.ts';

const price = flatPrice(1, 1);
const cheapReads = { usdPerMTok: 0.1, tiers: [] };
const bySelf = buildModel('a/b', { price: { ...price, cachedInput: cheapReads } });
const marked = buildModel('a/b', {
  price: { ...price, cachedInput: cheapReads, cacheWrite: { usdPerMTok: 1.25, tiers: [] } },
});
const none = { inputTokens: 0, cachedInputTokens: 0, cacheWriteTokens: 0, outputTokens: 5, reasoningTokens: 0 };
const after = (tokens: object, model = bySelf) =>
  pinOfAnswer({ attempts: [sampleAttempt({ outcome: 'succeeded', tokens: { ...none, ...tokens } })] }, model);

test('pins a long prompt at a provider that caches by itself', () => {
  expect(after({ inputTokens: 2_000 })).toMatchObject({ cachedTokens: 2_000, ttlMs: 300_000 });
  expect(after({ inputTokens: 500 })).toBeNull();
  expect(after({ inputTokens: 2_000 }, buildModel('a/b'))).toBeNull();
});

test('pins the cached tokens read and written at other providers, for the requested time', () => {
  expect(after({ inputTokens: 2_000 }, marked)).toBeNull();
  expect(after({ inputTokens: 100, cachedInputTokens: 2_000, cacheWriteTokens: 500 }, marked)).toMatchObject({
    cachedTokens: 2_500,
    ttlMs: 300_000,
  });
  expect(after({ cacheWriteTokens: 500, cacheWriteHourTokens: 500 }, marked)).toMatchObject({ ttlMs: 3_600_000 });
});

test('pins no session to a model that failed', () => {
  expect(pinOfAnswer({ attempts: [sampleAttempt({ outcome: 'failed' })] }, bySelf)).toBeNull();
});
