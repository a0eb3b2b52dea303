import type { EligibilityRule } from './eligibility-rule.ts';

/** Without fallback, only the model that a request names may serve. */
export const fallbackOff: EligibilityRule<{ only: string | null; isNamed: boolean }> = {
  name: 'fallback-off',
  applies: ({ request }) => !request.enableFallback && request.model !== null,
  excludes: ({ model }, { firstModelId }) => model.id !== firstModelId,
  figures: (_, { request, firstModelId }) => ({
    only: firstModelId ?? request.model,
    isNamed: request.model !== null,
  }),
  describe: ({ only, isNamed }) =>
    isNamed ? `fallback is off, and the request names ${only}` : `fallback is off, and ${only} comes first`,
};
