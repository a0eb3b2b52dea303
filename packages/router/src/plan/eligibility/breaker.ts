import { describeDuration } from '../describe-figures.ts';
import type { EligibilityRule } from './eligibility-rule.ts';

/** An open breaker keeps a model out until its time has come; half-open, the executor lets a single probe through. */
export const breaker: EligibilityRule = {
  name: 'breaker',
  applies: () => true,
  excludes: ({ health }, { nowMs }) =>
    health.breaker === 'OPEN' && (health.retryAtMs === null || health.retryAtMs > nowMs),
  explain: ({ health }, { nowMs }) => {
    const until = health.retryAtMs === null ? '' : `, next try in ${describeDuration(health.retryAtMs - nowMs)}`;
    return `its breaker is open${until}${health.reason === null ? '' : `: ${health.reason}`}`;
  },
};
