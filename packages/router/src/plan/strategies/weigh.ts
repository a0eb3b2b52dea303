import type { Weights } from '../../policy/strategy.ts';
import { describeScore } from '../describe-figures.ts';
import type { Draft } from '../draft.ts';
import type { Candidate } from '../plan.ts';
import type { PlanContext } from '../plan-context.ts';

/** The three scores, weighted for the request. 0–1, because the weights sum to 1. */
export function weigh({ scores }: Draft, { weights }: PlanContext): number {
  const sum = scores.cost * weights.cost + scores.quality * weights.quality + scores.latency * weights.latency;
  return Math.min(sum, 1);
}

/** `cost 0.91 × 0.48, quality 0.72 × 0.32, latency 0.80 × 0.20`. */
export function describeWeighing(weights: Weights, { scores }: Candidate): string {
  const part = (axis: 'cost' | 'quality' | 'latency') =>
    `${axis} ${describeScore(scores[axis])} × ${describeScore(weights[axis])}`;
  return `${part('cost')}, ${part('quality')}, ${part('latency')}`;
}
