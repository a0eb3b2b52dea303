import type { ModelHealth } from '../health/health-view.ts';

/** What is left of the score of a slow model. */
const slowFactor = 0.6;

/** Below this share of successes a model counts as degraded. */
const degradedBelow = 0.9;

/**
 * What a score is multiplied by for the model's health: 1 for a healthy one or one without evidence, 0.6 for a SLOW one,
 * and for a degraded one (fewer than nine of ten calls succeed) between 0.5 and 0.95 as its success rate falls and rises.
 * A half-open breaker lowers nothing: the single probe that it lets through is how a model comes back.
 */
export function healthFactor(health: ModelHealth): number {
  const slow = health.status === 'SLOW' ? slowFactor : 1;
  const rate = health.successRate;
  return rate === null || rate >= degradedBelow ? slow : slow * (0.5 + rate / 2);
}

/** What a reason says of a model that was moved down, or null for one that was not. */
export function describeHealthFactor(health: ModelHealth): string | null {
  if (healthFactor(health) === 1) return null;
  const rate = health.successRate;
  if (health.status === 'SLOW') return 'moved down because it is slow at present';
  return `moved down because only ${Math.round((rate ?? 0) * 100)} % of its calls succeed at present`;
}
