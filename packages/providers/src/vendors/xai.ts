import { openAiVendor } from './openai-vendor.ts';

/** xAI. */
export const xai = openAiVendor({
  id: 'xai',
  displayName: 'xAI',
  defaultBaseUrl: 'https://api.x.ai/v1',
  environmentPrefix: 'XAI',
  statesCost: true,
  dialect: { outputLimitField: 'max_completion_tokens', reasoningField: 'reasoning_content' },
});
