import { openAiVendor } from './openai-vendor.ts';

/** Fireworks AI. */
export const fireworks = openAiVendor({
  id: 'fireworks',
  displayName: 'Fireworks AI',
  defaultBaseUrl: 'https://api.fireworks.ai/inference/v1',
  environmentPrefix: 'FIREWORKS',
  dialect: { outputLimitField: 'max_tokens', prefill: 'last-message', reasoningField: 'reasoning_content' },
});
