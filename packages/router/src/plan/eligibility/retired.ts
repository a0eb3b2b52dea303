import type { EligibilityRule } from './eligibility-rule.ts';

/** Excludes models that their provider no longer serves, unless the request names them. */
export const retired: EligibilityRule<{ since: string | null }> = {
  name: 'retired',
  applies: () => true,
  excludes: ({ entry, model }, { nowMs, namedIds, chain }) =>
    nowMs >= entry.retiredAtMs && !namedIds.has(model.id) && !(chain?.isFromPolicy && chain.places.has(model.id)),
  figures: ({ model }) => ({ since: model.deprecatedAt }),
  describe: ({ since }) =>
    `its provider stopped serving it on ${since ?? 'an unknown day'}; only requests that name it use it`,
};
