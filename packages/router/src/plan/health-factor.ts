import type { ModelHealth } from '../health/health-view.ts';
import type { Reason } from './reason.ts';

/** The remaining share of a slow model's score. */
const slowFactor = 0.6;

/** Below this share of successes a model counts as degraded. */
const degradedBelow = 0.9;

/**
 * The factor of a score for the model's health. 1 for a healthy model or a model without evidence, 0.6 for a SLOW
 * model. A degraded model (under nine of ten calls succeed) has 0.5 to 0.95, by its success rate. A half-open breaker
 * does not lower it: the model recovers by that single probe.
 */
export function healthFactor(health: ModelHealth): number {
  const slow = health.status === 'SLOW' ? slowFactor : 1;
  const rate = health.successRate;
  return rate === null || rate >= degradedBelow ? slow : slow * (0.5 + rate / 2);
}

/** The reason of a candidate that was moved down for its health. Null for other candidates. */
export function healthReason(health: ModelHealth): Reason<HealthCode> | null {
  if (healthFactor(health) === 1) return null;
  if (health.status === 'SLOW') return slow;
  return { code: 'failing', figures: { successRate: health.successRate ?? 0 } };
}

export type HealthCode = 'slow' | 'failing';

const slow: Reason<HealthCode> = Object.freeze({ code: 'slow', figures: Object.freeze({}) });

/** `moved down because it is slow at present`. */
export function describeHealthReason({ code, figures }: Reason<HealthCode>): string {
  if (code === 'slow') return 'moved down because it is slow at present';
  const percent = Math.round(Number(figures.successRate) * 100);
  return `moved down because only ${percent} % of its calls succeed at present`;
}
