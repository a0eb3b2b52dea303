import { openAiVendor } from './openai-vendor.ts';

/** Perplexity. Sends usage unasked, knows schemas but no JSON mode, takes no seed and lists no models. */
export const perplexity = openAiVendor({
  id: 'perplexity',
  displayName: 'Perplexity',
  defaultBaseUrl: 'https://api.perplexity.ai',
  environmentPrefix: 'PERPLEXITY',
  dialect: {
    outputLimitField: 'max_tokens',
    mustAskForUsage: false,
    seedField: null,
    jsonMode: 'open-schema',
    listsModels: false,
  },
});
