import { describeCount } from '../describe-figures.ts';
import type { Draft } from '../draft.ts';
import type { PlanContext } from '../plan-context.ts';
import type { EligibilityRule } from './eligibility-rule.ts';

export const contextWindow: EligibilityRule<{ neededTokens: number; windowTokens: number }> = {
  name: 'context-window',
  applies: () => true,
  excludes: (draft, context) => neededTokens(draft, context) > draft.model.contextWindow,
  figures: (draft, context) => ({
    neededTokens: neededTokens(draft, context),
    windowTokens: draft.model.contextWindow,
  }),
  describe: (figures) =>
    `needs ${describeCount(figures.neededTokens)} tokens, its window has ${describeCount(figures.windowTokens)}`,
};

/** Prompt and answer: the requested length of the answer, or the expected length if the request sets none. */
function neededTokens({ model }: Draft, { request, expectedAnswerTokens }: PlanContext): number {
  const promptTokens = request.longestTextTokens ?? request.inputTokens;
  return promptTokens + Math.min(request.maxOutputTokens ?? expectedAnswerTokens, model.maxOutputTokens);
}
