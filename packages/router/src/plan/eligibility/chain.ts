import type { EligibilityRule } from './eligibility-rule.ts';

/**
 * A chain lists all models that may serve, besides the models that the request names. The sandbox may serve too while
 * there is no other model, so that every kind of request works before the first key is set.
 */
export const chain: EligibilityRule<{ chain: string | null }> = {
  name: 'chain',
  applies: (context) => context.request.chain !== null,
  excludes: ({ model }, { chain: named, namedIds, isSandboxNeeded }) =>
    named?.places.has(model.id) !== true && !namedIds.has(model.id) && !(model.isSandbox && isSandboxNeeded),
  figures: (_, { request }) => ({ chain: request.chain }),
  describe: ({ chain: named }) => `not in the chain ${named}`,
};
