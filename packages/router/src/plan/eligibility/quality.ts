import { unknownQuality } from '../../catalog/resolve-model.ts';
import { describeScore } from '../describe-figures.ts';
import type { EligibilityRule } from './eligibility-rule.ts';

/**
 * Excludes models below the policy's minimum quality (`min_quality`) from requests without a task type. Exempt are
 * models of unknown quality, sandboxes and embeddings. Local models are exempt if the request or the policy prefers
 * them.
 */
export const quality: EligibilityRule<{ quality: number; leastQuality: number }> = {
  name: 'quality',
  applies: ({ leastQuality }) => leastQuality > 0,
  excludes: ({ entry, model }, { leastQuality, prefersLocal, namedIds }) =>
    model.quality.score < leastQuality &&
    model.quality !== unknownQuality &&
    !model.isSandbox &&
    !entry.isEmbeddingOnly &&
    !namedIds.has(model.id) &&
    !(model.isLocal && prefersLocal),
  figures: ({ model }, { leastQuality }) => ({ quality: model.quality.score, leastQuality }),
  describe: ({ quality, leastQuality }) =>
    `has a quality of ${describeScore(quality)}; a request without a task type needs at least ${describeScore(leastQuality)}`,
};
