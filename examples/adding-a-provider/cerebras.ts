import { openAiVendor } from '../../packages/providers/src/vendors/openai-vendor.ts';

/**
 * Cerebras uses the openai dialect, so this file contains only the differences. The whole provider is this file as
 * `packages/providers/src/vendors/cerebras.ts`, and a line in `catalog.ts`. Its models are in the policy.
 */
export const cerebras = openAiVendor({
  id: 'cerebras',
  displayName: 'Cerebras',
  defaultBaseUrl: 'https://api.cerebras.ai/v1',
  environmentPrefix: 'CEREBRAS',
  dialect: { outputLimitField: 'max_completion_tokens' },
});
