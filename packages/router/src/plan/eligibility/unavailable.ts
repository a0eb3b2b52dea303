import type { EligibilityRule } from './eligibility-rule.ts';

export const unavailable: EligibilityRule<{ because: string | null }> = {
  name: 'unavailable',
  applies: () => true,
  excludes: ({ health }, { nowMs }) =>
    health.status === 'UNAVAILABLE' && health.breaker === 'CLOSED' && !isDueAgain(health.retryAtMs, nowMs),
  figures: ({ health }) => ({ because: health.reason }),
  describe: ({ because }) => `unavailable${because === null ? '' : `: ${because}`}`,
};

/** Whether the retry time has come. */
function isDueAgain(retryAtMs: number | null, nowMs: number): boolean {
  return retryAtMs !== null && retryAtMs <= nowMs;
}
