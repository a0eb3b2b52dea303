import type { EligibilityRule } from './eligibility-rule.ts';

export const provider: EligibilityRule = {
  name: 'provider',
  applies: (context) => context.request.provider !== null,
  excludes: ({ model }, { request }) => model.providerId !== request.provider,
  explain: ({ model }, { request }) => `served by ${model.providerId}, and the request wants ${request.provider} only`,
};
