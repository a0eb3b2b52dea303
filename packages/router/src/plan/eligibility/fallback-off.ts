import type { EligibilityRule } from './eligibility-rule.ts';

/** Without fallback the model that a request names is the only one. */
export const fallbackOff: EligibilityRule = {
  name: 'fallback-off',
  applies: ({ request }) => !request.enableFallback && request.model !== null,
  excludes: ({ model }, { firstModelId }) => model.id !== firstModelId,
  explain: (_, { request, firstModelId }) =>
    request.model === null
      ? `fallback is off, and ${firstModelId} comes first`
      : `fallback is off, and the request names ${firstModelId ?? request.model}`,
};
