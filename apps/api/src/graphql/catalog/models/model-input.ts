import type { SettingsPatch } from '../../../policy/edit-models.ts';
import { builder } from '../../builder.ts';

const price = 'US dollars per million tokens.';

export const ModelInput = builder.inputType('ModelInput', {
  description:
    'A model to store. It overrides what the policy says, or adds a model. A field that is left out stays as it is stored; null removes it, so that the policy counts again.',
  fields: (t) => ({
    id: t.id({ required: true, description: '`provider/name`, as `openai/gpt-4o-mini`. The provider must exist.' }),
    displayName: t.string({ description: 'The name for people.' }),
    contextWindow: t.int({ description: 'Tokens of prompt and answer together.' }),
    maxOutputTokens: t.int({ description: 'The most tokens that one answer may have.' }),
    capabilities: t.stringList({ description: 'What it can do, as `code`, `vision`, or words of your own.' }),
    tags: t.stringList({ description: 'Labels.' }),
    useCases: t.stringList({ description: 'Task types that it suits.' }),
    quality: t.float({ description: 'Quality, 0 to 1.' }),
    inputPerMTok: t.field({ type: 'Decimal', description: `The prompt. ${price} With outputPerMTok.` }),
    outputPerMTok: t.field({ type: 'Decimal', description: `The answer. ${price} With inputPerMTok.` }),
    cachedInputPerMTok: t.field({ type: 'Decimal', description: `The prompt, read from the cache. ${price}` }),
    cacheWritePerMTok: t.field({ type: 'Decimal', description: `The prompt, written to the cache. ${price}` }),
    isLocal: t.boolean({ description: "Whether it runs on the operator's own machines." }),
    upstreamName: t.string({ description: 'Its name at the provider, where that differs.' }),
    expectedFirstTokenMs: t.int({
      description: 'Expected time to the first token, until traffic tells. Milliseconds.',
    }),
    expectedTokensPerSecond: t.float({ description: 'Expected tokens per second, until traffic tells.' }),
  }),
});

/** The stored settings that an input changes, in the form of the policy file. */
export function toSettingsPatch(input: typeof ModelInput.$inferInput): SettingsPatch {
  return {
    display_name: input.displayName,
    context_window: input.contextWindow,
    max_output_tokens: input.maxOutputTokens,
    capabilities: input.capabilities,
    tags: input.tags,
    use_cases: input.useCases,
    quality: input.quality,
    price: {
      input_per_mtok: toNumber(input.inputPerMTok),
      output_per_mtok: toNumber(input.outputPerMTok),
      cached_input_per_mtok: toNumber(input.cachedInputPerMTok),
      cache_write_per_mtok: toNumber(input.cacheWritePerMTok),
    },
    local: input.isLocal,
    upstream_name: input.upstreamName,
    latency: {
      first_token_ms: input.expectedFirstTokenMs,
      tokens_per_second: input.expectedTokensPerSecond,
    },
  };
}

function toNumber(decimal: string | null | undefined): number | null | undefined {
  return decimal == null ? decimal : Number(decimal);
}
