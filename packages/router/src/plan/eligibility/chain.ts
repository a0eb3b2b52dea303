import type { EligibilityRule } from './eligibility-rule.ts';

/** A chain names all the models that may serve, beside those that the request names itself. */
export const chain: EligibilityRule = {
  name: 'chain',
  applies: (context) => context.request.chain !== null,
  excludes: ({ model }, context) => context.chain?.places.has(model.id) !== true && !context.namedIds.has(model.id),
  explain: (_, { request }) => `not in the chain ${request.chain}`,
};
