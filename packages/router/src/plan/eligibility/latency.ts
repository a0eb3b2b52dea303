import { describeDuration } from '../describe-figures.ts';
import type { EligibilityRule } from './eligibility-rule.ts';

export const latency: EligibilityRule = {
  name: 'latency',
  applies: (context) => context.maxLatencyMs !== null,
  excludes: (draft, { maxLatencyMs }) => maxLatencyMs !== null && draft.estimatedLatencyMs > maxLatencyMs,
  explain: (draft, { maxLatencyMs }) =>
    `takes about ${describeDuration(draft.estimatedLatencyMs)}, the limit is ${describeDuration(maxLatencyMs ?? 0)}`,
};
