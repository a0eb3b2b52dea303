import { openAiVendor } from './openai-vendor.ts';

/** LM Studio on the operator's machine. It has schemas but no JSON mode, and accepts images only by value. */
export const lmStudio = openAiVendor({
  id: 'lm-studio',
  displayName: 'LM Studio',
  defaultBaseUrl: 'http://127.0.0.1:1234/v1',
  environmentPrefix: 'LM_STUDIO',
  isLocal: true,
  takesImagesByValue: true,
  dialect: {
    outputLimitField: 'max_tokens',
    jsonMode: 'open-schema',
    prefill: 'last-message',
    reasoningField: 'reasoning_content',
    takesUnknownMembers: true,
  },
});
