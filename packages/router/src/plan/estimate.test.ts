import { buildHealth, buildModel, flatPrice } from '@penstock/testing';
import { describe, expect, it } from 'vitest';
import { callCostUsd, expectedLatencyMs, expectedOutputTokens, longestOutputTokens } from './estimate.ts';
import { expectedAnswerTokens } from './expected-output.ts';

describe('the cost of a call', () => {
  it('is prompt, answer and the fee for the call', () => {
    expect(callCostUsd({ ...flatPrice(2, 8), requestUsd: 0.01 }, 1000, 500)).toBeCloseTo(0.002 + 0.004 + 0.01, 12);
  });

  it("uses the tier of the prompt's size, for prompt and answer", () => {
    const tiered = { usdPerMTok: 1, tiers: [{ aboveInputTokens: 1000, usdPerMTok: 2 }] };
    const price = { ...flatPrice(0, 0), input: tiered, output: tiered, reasoning: tiered };
    expect(callCostUsd(price, 1000, 1000)).toBeCloseTo(0.002, 12);
    expect(callCostUsd(price, 1001, 1000)).toBeCloseTo(0.004002, 12);
  });

  it('counts the more expensive of answer and reasoning', () => {
    const price = { ...flatPrice(0, 1), reasoning: { usdPerMTok: 3, tiers: [] } };
    expect(callCostUsd(price, 0, 1_000_000)).toBe(3);
  });
});

describe('the longest answer', () => {
  it.each([
    { asked: null, inputTokens: 1000, longest: 4096 },
    { asked: 500, inputTokens: 1000, longest: 500 },
    { asked: 9000, inputTokens: 1000, longest: 4096 },
    { asked: null, inputTokens: 7000, longest: 1192 },
    { asked: null, inputTokens: 90_000, longest: 1 },
  ])(
    'with $inputTokens prompt tokens and a requested limit of $asked has $longest',
    ({ asked, inputTokens, longest }) => {
      const model = buildModel('acme/model', { contextWindow: 8192, maxOutputTokens: 4096 });
      expect(longestOutputTokens(model, inputTokens, asked)).toBe(longest);
    },
  );
});

describe('the expected answer', () => {
  it('depends on the task, and is longer for models that reason first', () => {
    expect(expectedAnswerTokens('Code_Generation')).toBe(800);
    expect(expectedAnswerTokens('gardening')).toBe(expectedAnswerTokens(null));
    expect(expectedOutputTokens(buildModel('acme/model'), 400)).toBe(400);
    expect(expectedOutputTokens(buildModel('acme/model', { thinksFirst: true }), 400)).toBe(1000);
  });
});

describe('the expected latency', () => {
  const model = buildModel('acme/model', { expectedLatency: { firstTokenMs: 500, tokensPerSecond: 100 } });
  const read = (health: object) => buildHealth({ 'acme/model': health }).read('acme/model');

  it.each([
    { seen: {}, latencyMs: 4500 },
    { seen: { firstTokenMs: 1000 }, latencyMs: 5000 },
    { seen: { tokensPerSecond: 200 }, latencyMs: 2500 },
    { seen: { firstTokenMs: 0, tokensPerSecond: 400 }, latencyMs: 1000 },
  ])('with live traffic of $seen is $latencyMs ms for 400 tokens', ({ seen, latencyMs }) => {
    expect(expectedLatencyMs(model, read(seen), 400)).toBe(latencyMs);
  });

  it('stays finite for a model without speed', () => {
    expect(expectedLatencyMs(model, read({ tokensPerSecond: 0 }), 1)).toBe(10_500);
  });
});
