import { expect, it } from 'vitest';
import { toSettingsPatch } from './model-input.ts';

it('names each field as the policy file does', () => {
  const input = {
    id: 'openai/gpt-4o',
    displayName: 'GPT-4o',
    contextWindow: 128_000,
    maxOutputTokens: 16_384,
    capabilities: ['vision'],
    tags: ['general'],
    useCases: ['chat'],
    quality: 0.8,
    isLocal: false,
    inputPerMTok: '2.5',
    outputPerMTok: '10',
    cachedInputPerMTok: '1.25',
    cacheWritePerMTok: '0',
    upstreamName: 'gpt-4o-2024-11-20',
    expectedFirstTokenMs: 400,
    expectedTokensPerSecond: 90.5,
  };
  expect(toSettingsPatch(input)).toEqual({
    display_name: 'GPT-4o',
    context_window: 128_000,
    max_output_tokens: 16_384,
    capabilities: ['vision'],
    tags: ['general'],
    use_cases: ['chat'],
    quality: 0.8,
    local: false,
    upstream_name: 'gpt-4o-2024-11-20',
    price: { input_per_mtok: 2.5, output_per_mtok: 10, cached_input_per_mtok: 1.25, cache_write_per_mtok: 0 },
    latency: { first_token_ms: 400, tokens_per_second: 90.5 },
  });
});

it('distinguishes a missing field from null', () => {
  const patch = toSettingsPatch({ id: 'openai/gpt-4o', quality: null, inputPerMTok: null });
  expect(patch).toMatchObject({ quality: null, tags: undefined });
  expect(patch.price).toMatchObject({ input_per_mtok: null, output_per_mtok: undefined });
});
