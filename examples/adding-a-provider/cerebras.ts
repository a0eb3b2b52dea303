import { openAiVendor } from '../../packages/providers/src/vendors/openai-vendor.ts';

/**
 * Cerebras uses the openai dialect, so only the differences are stated. This file as
 * `packages/providers/src/vendors/cerebras.ts` and a line in `catalog.ts` are the whole provider. Its models stand in
 * the policy.
 */
export const cerebras = openAiVendor({
  id: 'cerebras',
  displayName: 'Cerebras',
  defaultBaseUrl: 'https://api.cerebras.ai/v1',
  environmentPrefix: 'CEREBRAS',
  dialect: { outputLimitField: 'max_completion_tokens' },
});
