import { allowsModel } from '../../policy/model-pattern.ts';
import type { EligibilityRule } from './eligibility-rule.ts';

/** Excludes models that the caller may not use. */
export const notAllowed: EligibilityRule = {
  name: 'not_allowed',
  applies: ({ allowedModels }) => allowedModels !== null,
  excludes: ({ model }, { allowedModels }) => !allowsModel(allowedModels, model.id),
  figures: () => ({}),
  describe: () => 'not allowed for the key in use',
};
