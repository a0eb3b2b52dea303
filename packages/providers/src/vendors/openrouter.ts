import { openAiVendor } from './openai-vendor.ts';

/** OpenRouter. */
export const openRouter = openAiVendor({
  id: 'openrouter',
  displayName: 'OpenRouter',
  defaultBaseUrl: 'https://openrouter.ai/api/v1',
  environmentPrefix: 'OPENROUTER',
  statesCost: true,
  dialect: {
    outputLimitField: 'max_tokens',
    prefill: 'last-message',
    reasoningField: 'reasoning',
    takesUnknownMembers: true,
    reasoningForm: 'reasoning',
    documents: 'by-address',
    needsBreakpoints: (model) => /claude/i.test(model),
  },
});
