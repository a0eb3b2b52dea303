import { describeDuration } from '../describe-figures.ts';
import type { EligibilityRule } from './eligibility-rule.ts';

/** An open breaker excludes a model until its retry time. If it is half-open, the executor allows a single probe. */
export const breaker: EligibilityRule<{ waitMs: number | null; because: string | null }> = {
  name: 'breaker',
  applies: () => true,
  excludes: ({ health }, { nowMs }) =>
    health.breaker === 'OPEN' && (health.retryAtMs === null || health.retryAtMs > nowMs),
  figures: ({ health }, { nowMs }) => ({
    waitMs: health.retryAtMs === null ? null : health.retryAtMs - nowMs,
    because: health.reason,
  }),
  describe: ({ waitMs, because }) => {
    const until = waitMs === null ? '' : `, next try in ${describeDuration(waitMs)}`;
    return `its breaker is open${until}${because === null ? '' : `: ${because}`}`;
  },
};
