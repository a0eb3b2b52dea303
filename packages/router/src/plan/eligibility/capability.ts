import type { Capability } from '../../policy/capability.ts';
import { capabilitiesOf, capabilityBits } from '../catalog-index.ts';
import { describeList } from '../describe-figures.ts';
import type { Draft } from '../draft.ts';
import type { PlanContext } from '../plan-context.ts';
import type { EligibilityRule } from './eligibility-rule.ts';

const embeddings = capabilityBits(['embeddings']);

export const capability: EligibilityRule<{ missing: readonly string[] }> = {
  name: 'capability',
  applies: () => true,
  excludes: (draft, context) =>
    (context.requiredBits & ~draft.entry.capabilityBits) !== 0 ||
    (context.requiredWords.length > 0 && lackedWords(draft, context).length > 0) ||
    makesNoText(draft, context),
  /** `missing` is empty for a model that makes no text. */
  figures: (draft, context) => {
    const known = capabilitiesOf(context.requiredBits & ~draft.entry.capabilityBits);
    return { missing: [...known, ...lackedWords(draft, context)] };
  },
  describe: ({ missing }) =>
    missing.length === 0 ? 'makes embeddings only, no text' : `lacks ${describeList(missing)}`,
};

function lackedWords({ model }: Draft, { requiredWords }: PlanContext): Capability[] {
  return requiredWords.filter((word) => !model.capabilities.has(word));
}

function makesNoText(draft: Draft, context: PlanContext): boolean {
  return draft.entry.isEmbeddingOnly && (context.requiredBits & embeddings) === 0;
}
