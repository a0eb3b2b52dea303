import { openAiVendor } from './openai-vendor.ts';

/**
 * Mistral AI. It sends usage without a request for it, has another name for the seed, and repeats the text that it
 * continues.
 */
export const mistral = openAiVendor({
  id: 'mistral',
  displayName: 'Mistral AI',
  defaultBaseUrl: 'https://api.mistral.ai/v1',
  environmentPrefix: 'MISTRAL',
  dialect: {
    dimensionsField: 'output_dimension',
    outputLimitField: 'max_tokens',
    mustRequestUsage: false,
    seedField: 'random_seed',
    prefill: 'prefix-flag',
    repeatsPrefill: true,
    toolCallIds: 'nine-letters',
    reasoningField: 'thinking',
    documents: 'document-url',
  },
});
