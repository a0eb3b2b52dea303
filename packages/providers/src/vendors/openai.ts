import { bearerHeader } from '../http/open-upstream.ts';
import { openAiVendor } from './openai-vendor.ts';

/** OpenAI. */
export const openai = openAiVendor({
  id: 'openai',
  displayName: 'OpenAI',
  defaultBaseUrl: 'https://api.openai.com/v1',
  environmentPrefix: 'OPENAI',
  environment: { extra: { organization: 'OPENAI_ORGANIZATION', project: 'OPENAI_PROJECT' } },
  headers: (settings) => ({
    ...bearerHeader(settings),
    ...(settings.extra.organization && { 'openai-organization': settings.extra.organization }),
    ...(settings.extra.project && { 'openai-project': settings.extra.project }),
  }),
  dialect: { outputLimitField: 'max_completion_tokens', customTools: true, hasBatches: true },
});
