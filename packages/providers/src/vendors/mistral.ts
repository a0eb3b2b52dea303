import { openAiVendor } from './openai-vendor.ts';

/** Mistral AI. Sends usage unasked, calls the seed by another name, and repeats the text that it goes on from. */
export const mistral = openAiVendor({
  id: 'mistral',
  displayName: 'Mistral AI',
  defaultBaseUrl: 'https://api.mistral.ai/v1',
  environmentPrefix: 'MISTRAL',
  dialect: {
    dimensionsField: 'output_dimension',
    outputLimitField: 'max_tokens',
    mustAskForUsage: false,
    seedField: 'random_seed',
    prefill: 'prefix-flag',
    repeatsPrefill: true,
    toolCallIds: 'nine-letters',
    reasoningField: 'thinking',
    documents: 'document-url',
  },
});
