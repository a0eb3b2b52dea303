import { openAiVendor } from './openai-vendor.ts';

/** Hugging Face's router, which passes calls on to inference providers: `org/model` or `org/model:provider`. */
export const huggingFace = openAiVendor({
  id: 'huggingface',
  displayName: 'Hugging Face',
  defaultBaseUrl: 'https://router.huggingface.co/v1',
  environmentPrefix: 'HUGGINGFACE',
  dialect: { outputLimitField: 'max_tokens' },
});
