import { splitModelId } from '../../policy/model-id.ts';
import type { EligibilityRule } from './eligibility-rule.ts';

/**
 * A request for this chain keeps all data on the operator's own machines. Other settings of the request do not override
 * it.
 */
const localOnlyChain = 'LOCAL_ONLY';

export const locality: EligibilityRule = {
  name: 'locality',
  applies: (context) => context.request.chain === localOnlyChain,
  excludes: ({ model }) => !model.isLocal,
  figures: () => ({}),
  describe: (_, modelId) =>
    `runs at ${splitModelId(modelId).providerId}, and ${localOnlyChain} keeps requests on local machines`,
};
