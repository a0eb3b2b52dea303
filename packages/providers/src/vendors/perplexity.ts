import { openAiVendor } from './openai-vendor.ts';

/**
 * Perplexity. It sends usage without a request for it, has schemas but no JSON mode, has no seed, lists no models, and
 * requires alternating roles.
 */
export const perplexity = openAiVendor({
  id: 'perplexity',
  displayName: 'Perplexity',
  defaultBaseUrl: 'https://api.perplexity.ai',
  environmentPrefix: 'PERPLEXITY',
  statesCost: true,
  dialect: {
    outputLimitField: 'max_tokens',
    mustRequestUsage: false,
    seedField: null,
    jsonMode: 'open-schema',
    listsModels: false,
    alternatesRoles: true,
  },
});
