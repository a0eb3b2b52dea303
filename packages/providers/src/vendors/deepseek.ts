import { openAiVendor } from './openai-vendor.ts';

/** DeepSeek. It has JSON mode but no schemas. Continuing an assistant message is a feature of its beta path. */
export const deepSeek = openAiVendor({
  id: 'deepseek',
  displayName: 'DeepSeek',
  defaultBaseUrl: 'https://api.deepseek.com',
  environmentPrefix: 'DEEPSEEK',
  dialect: (settings) => ({
    chatPath: (request) =>
      request.prefill !== null && settings.baseUrl === null ? '/beta/chat/completions' : '/chat/completions',
    outputLimitField: 'max_tokens',
    seedField: null,
    schemaMode: 'instructions',
    prefill: 'prefix-flag',
    reasoningField: 'reasoning_content',
    reasoningForm: 'thinking',
  }),
});
