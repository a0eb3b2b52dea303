import type { EligibilityRule } from './eligibility-rule.ts';

/**
 * A chain names all the models that may serve, beside those that the request names itself; and beside the sandbox while
 * there is nothing else, so that every way to ask can be tried out before the first key is set.
 */
export const chain: EligibilityRule<{ chain: string | null }> = {
  name: 'chain',
  applies: (context) => context.request.chain !== null,
  excludes: ({ model }, { chain: named, namedIds, isSandboxNeeded }) =>
    named?.places.has(model.id) !== true && !namedIds.has(model.id) && !(model.isSandbox && isSandboxNeeded),
  figures: (_, { request }) => ({ chain: request.chain }),
  describe: ({ chain: named }) => `not in the chain ${named}`,
};
