import { splitModelId } from '../../policy/model-id.ts';
import type { EligibilityRule } from './eligibility-rule.ts';

export const provider: EligibilityRule<{ wanted: string | null }> = {
  name: 'provider',
  applies: (context) => context.request.provider !== null,
  excludes: ({ model }, { request }) => model.providerId !== request.provider,
  figures: (_, { request }) => ({ wanted: request.provider }),
  describe: ({ wanted }, modelId) =>
    `served by ${splitModelId(modelId).providerId}, and the request allows only ${wanted}`,
};
