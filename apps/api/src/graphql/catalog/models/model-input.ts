import type { SettingsPatch } from '../../../policy/edit-models.ts';
import { builder } from '../../builder.ts';

const price = 'US dollars per million tokens.';

export const ModelInput = builder.inputType('ModelInput', {
  description:
    "A model to store. It overrides the model of the policy, or adds a model. A missing field keeps its stored value. Null removes the stored value, so that the policy's applies again.",
  fields: (t) => ({
    id: t.id({
      required: true,
      description: 'The id as `provider/name`, for example `openai/gpt-4o-mini`. The provider must exist.',
    }),
    displayName: t.string({ description: 'The display name.' }),
    contextWindow: t.int({ description: 'The most tokens of prompt and answer together.' }),
    maxOutputTokens: t.int({ description: 'The most tokens of one answer.' }),
    capabilities: t.stringList({ description: 'Its capabilities: `code`, `vision`, or words of your own.' }),
    tags: t.stringList({ description: 'Labels.' }),
    useCases: t.stringList({ description: 'Suitable task types.' }),
    quality: t.float({ description: 'Quality, 0 to 1.' }),
    inputPerMTok: t.field({
      type: 'Decimal',
      description: `The price of the prompt. ${price} Give outputPerMTok too.`,
    }),
    outputPerMTok: t.field({
      type: 'Decimal',
      description: `The price of the answer. ${price} Give inputPerMTok too.`,
    }),
    cachedInputPerMTok: t.field({
      type: 'Decimal',
      description: `The price of prompt tokens read from the cache. ${price}`,
    }),
    cacheWritePerMTok: t.field({
      type: 'Decimal',
      description: `The price of prompt tokens written to the cache. ${price}`,
    }),
    isLocal: t.boolean({ description: "Whether it runs on the operator's own machines." }),
    upstreamName: t.string({ description: 'Its name at the provider, if that differs.' }),
    expectedFirstTokenMs: t.int({
      description: 'Expected time to the first token, used until traffic gives a figure. Milliseconds.',
    }),
    expectedTokensPerSecond: t.float({ description: 'Expected tokens per second, used until traffic gives a figure.' }),
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
