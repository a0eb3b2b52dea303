import { openAiVendor } from './openai-vendor.ts';

/** Groq. */
export const groq = openAiVendor({
  id: 'groq',
  displayName: 'Groq',
  defaultBaseUrl: 'https://api.groq.com/openai/v1',
  environmentPrefix: 'GROQ',
  dialect: { outputLimitField: 'max_completion_tokens', prefill: 'last-message', reasoningField: 'reasoning' },
});
