import { describeDuration } from '../describe-figures.ts';
import type { EligibilityRule } from './eligibility-rule.ts';

export const latency: EligibilityRule<{ latencyMs: number; limitMs: number }> = {
  name: 'latency',
  applies: (context) => context.maxLatencyMs !== null,
  excludes: (draft, { maxLatencyMs }) => maxLatencyMs !== null && draft.estimatedLatencyMs > maxLatencyMs,
  figures: (draft, { maxLatencyMs }) => ({ latencyMs: draft.estimatedLatencyMs, limitMs: maxLatencyMs ?? 0 }),
  describe: ({ latencyMs, limitMs }) =>
    `takes about ${describeDuration(latencyMs)}, the limit is ${describeDuration(limitMs)}`,
};
