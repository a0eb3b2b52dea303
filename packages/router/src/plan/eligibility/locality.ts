import { splitModelId } from '../../policy/model-id.ts';
import type { EligibilityRule } from './eligibility-rule.ts';

/** The chain that promises that nothing leaves the operator's own machines. Other wishes of the request do not lift it. */
const localOnlyChain = 'LOCAL_ONLY';

export const locality: EligibilityRule = {
  name: 'locality',
  applies: (context) => context.request.chain === localOnlyChain,
  excludes: ({ model }) => !model.isLocal,
  figures: () => ({}),
  describe: (_, modelId) =>
    `runs at ${splitModelId(modelId).providerId}, and ${localOnlyChain} keeps requests on local machines`,
};
