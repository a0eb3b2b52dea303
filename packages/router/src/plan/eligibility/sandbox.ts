import type { EligibilityRule } from './eligibility-rule.ts';

/** The sandbox makes up its answers. It serves if the request names it, or if there is no other model. */
export const sandbox: EligibilityRule = {
  name: 'sandbox',
  applies: (context) => !context.isSandboxNeeded,
  excludes: ({ model }, { request, chain, namedIds }) =>
    model.isSandbox &&
    request.provider !== model.providerId &&
    !namedIds.has(model.id) &&
    !(chain?.isFromPolicy && chain.places.has(model.id)),
  figures: () => ({}),
  describe: () =>
    'a sandbox with invented answers; it is used if the request names it, or if no other model is configured',
};
