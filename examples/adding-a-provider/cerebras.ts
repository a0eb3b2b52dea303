import { openAiVendor } from '../../packages/providers/src/vendors/openai-vendor.ts';

/**
 * Cerebras: the openai dialect, so that all there is to say is where it differs. As `packages/providers/src/vendors/
 * cerebras.ts` with a line in `catalog.ts`, this file is the whole provider; its models stand in the policy.
 */
export const cerebras = openAiVendor({
  id: 'cerebras',
  displayName: 'Cerebras',
  defaultBaseUrl: 'https://api.cerebras.ai/v1',
  environmentPrefix: 'CEREBRAS',
  dialect: { outputLimitField: 'max_completion_tokens' },
});
