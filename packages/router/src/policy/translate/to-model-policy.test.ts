import { describe, expect, test } from 'vitest';
import { qualityOf, toModelPolicy } from './to-model-policy.ts';

describe('toModelPolicy', () => {
  test('an empty entry sets nothing', () => {
    const { id, providerId, name, ...rest } = toModelPolicy('together/meta-llama/Llama-3.3-70B', {});
    expect([id, providerId, name]).toEqual([
      'together/meta-llama/Llama-3.3-70B',
      'together',
      'meta-llama/Llama-3.3-70B',
    ]);
    expect(Object.values(rest).every((value) => value === null)).toBe(true);
  });

  test('every stated value is kept', () => {
    const model = toModelPolicy('openai/gpt-4', {
      display_name: 'GPT-4',
      upstream_name: 'gpt-4-0613',
      context_window: 8192,
      max_output_tokens: 4096,
      capabilities: ['code_generation', 'code', 'Vision'],
      quality: { arena: 1200 },
      price: {
        input_per_mtok: 30,
        cached_input_per_mtok: 15,
        cache_write_per_mtok: 37.5,
        cache_write_1h_per_mtok: 60,
        audio_input_per_mtok: 90,
        audio_output_per_mtok: 120,
        image_output_per_mtok: 150,
        output_per_mtok: 60,
        per_request: 0.01,
        tiers: [{ above_input_tokens: 4000, input_per_mtok: 60, cached_input_per_mtok: 30, output_per_mtok: 90 }],
      },
      service_tiers: { flex: { input_per_mtok: 15, output_per_mtok: 30 } },
      search_fees: { low: 0.005, medium: 0.008, high: 0.012 },
      tags: ['a'],
      use_cases: ['b'],
      latency: { first_token_ms: 500 },
      cache: { min_tokens: 2_048, ttl_s: 3600 },
      prefill: true,
      thinks_first: true,
      sampling: false,
      efforts: ['low', 'high'],
      api: 'responses',
      extra_body: { top_k: 1 },
      active: false,
      released: '2023-03-14',
      deprecated_at: '2026-10-23',
    });
    expect(model).toEqual({
      id: 'openai/gpt-4',
      providerId: 'openai',
      name: 'gpt-4',
      displayName: 'GPT-4',
      upstreamName: 'gpt-4-0613',
      contextWindow: 8192,
      maxOutputTokens: 4096,
      maxTokens: null,
      capabilities: ['code', 'vision'],
      quality: { score: 0.5, source: 'arena' },
      price: {
        inputUsdPerMTok: 30,
        cachedInputUsdPerMTok: 15,
        cacheWriteUsdPerMTok: 37.5,
        cacheWriteHourUsdPerMTok: 60,
        outputUsdPerMTok: 60,
        audioInputUsdPerMTok: 90,
        audioOutputUsdPerMTok: 120,
        imageOutputUsdPerMTok: 150,
        requestUsd: 0.01,
        tiers: [
          {
            aboveInputTokens: 4000,
            inputUsdPerMTok: 60,
            cachedInputUsdPerMTok: 30,
            cacheWriteUsdPerMTok: null,
            cacheWriteHourUsdPerMTok: null,
            outputUsdPerMTok: 90,
          },
        ],
      },
      serviceTiers: { flex: { inputUsdPerMTok: 15, cachedInputUsdPerMTok: null, outputUsdPerMTok: 30 } },
      searchFees: { low: 0.005, medium: 0.008, high: 0.012 },
      tags: ['a'],
      useCases: ['b'],
      latency: { firstTokenMs: 500, tokensPerSecond: null },
      cacheMinTokens: 2_048,
      cacheTtlS: 3600,
      takesPrefill: true,
      thinksFirst: true,
      takesSampling: false,
      efforts: ['low', 'high'],
      api: 'responses',
      extraBody: { top_k: 1 },
      isActive: false,
      isClassic: null,
      isLocal: null,
      deployments: null,
      releasedAt: '2023-03-14',
      deprecatedAt: '2026-10-23',
    });
  });

  test.each([
    [0.03, 30, 30],
    [0, 0, 0],
    [{ input: 0.0015, output: 0.002 }, 1.5, 2],
    [{ input: 0.00007, output: 0.00029 }, 0.07, 0.29],
  ])('a classic price of %j per thousand is %d and %d per million', (cost, input, output) => {
    const { price } = toModelPolicy('openai/gpt-4', { cost_per_1k_tokens: cost });
    expect(price).toMatchObject({ inputUsdPerMTok: input, outputUsdPerMTok: output });
  });

  test('words of the policy become capabilities, each in one spelling', () => {
    const model = toModelPolicy('openai/gpt-4', {
      max_tokens: 1,
      capabilities: ['chat', 'Problem Solving', 'problem_solving'],
      tags: ['x'],
    });
    expect(model).toMatchObject({ capabilities: ['text', 'problem_solving'], tags: ['x'], maxTokens: 1 });
  });

  test.each([
    [{ max_tokens: 1 }, true],
    [{ cost_per_1k_tokens: 0 }, true],
    [{ endpoint: 'http://a.test' }, true],
    [{ context_window: 1 }, null],
  ])('%j is classic: %s', (entry, expected) => {
    expect(toModelPolicy('openai/gpt-4', entry).isClassic).toBe(expected);
  });

  test('deployments get different ids, and their weight', () => {
    const { deployments } = toModelPolicy('openai/gpt-4', {
      deployments: [{ provider: 'azure', name: 'east', weight: 3 }, { provider: 'azure' }, {}, { id: 'openai' }],
    });
    expect(deployments).toEqual([
      { id: 'azure', providerId: 'azure', upstreamName: 'east', weight: 3 },
      { id: 'azure-2', providerId: 'azure', upstreamName: null, weight: 1 },
      { id: 'openai-2', providerId: 'openai', upstreamName: null, weight: 1 },
      { id: 'openai', providerId: 'openai', upstreamName: null, weight: 1 },
    ]);
  });
});

test.each([
  [0.78, 0.78, 'policy'],
  [{ estimate: 0.9 }, 0.9, 'estimate'],
  [{ benchmark: 0.4 }, 0.4, 'benchmark'],
  [{ arena: 900 }, 0, 'arena'],
  [{ arena: 1200 }, 0.5, 'arena'],
  [{ arena: 1500 }, 1, 'arena'],
  [{ arena: 1600 }, 1, 'arena'],
  [{ arena: 700 }, 0, 'arena'],
])('%j is %d by %s', (entry, score, source) => {
  expect(qualityOf(entry)).toEqual({ score, source });
});
