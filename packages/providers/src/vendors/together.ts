import { openAiVendor } from './openai-vendor.ts';

/** Together AI. */
export const together = openAiVendor({
  id: 'together',
  displayName: 'Together AI',
  defaultBaseUrl: 'https://api.together.xyz/v1',
  environmentPrefix: 'TOGETHER',
  dialect: { outputLimitField: 'max_tokens', prefill: 'last-message', reasoningField: 'reasoning' },
});
