import { openAiVendor } from './openai-vendor.ts';

/** vLLM on the operator's machines. */
export const vllm = openAiVendor({
  id: 'vllm',
  displayName: 'vLLM',
  defaultBaseUrl: 'http://127.0.0.1:8000/v1',
  environmentPrefix: 'VLLM',
  isLocal: true,
  dialect: {
    outputLimitField: 'max_tokens',
    prefill: 'continue-flag',
    reasoningField: 'reasoning_content',
    takesUnknownMembers: true,
    reasoningForm: 'chat-template',
  },
});
