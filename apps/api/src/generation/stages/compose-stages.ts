import type { Next, Stage, StageTools } from './stage.ts';

/**
 * Connects stages, as undici composes interceptors. Each stage calls the next one, and the last stage calls `last`. The
 * caller's types ensure that each stage takes the output of the one before it.
 */
export function composeStages<First, Last>(
  stages: readonly Stage<never, unknown>[],
  tools: StageTools,
  last: Next<Last>,
): Next<First> {
  return stages.reduceRight<Next<never>>(
    (next, stage) => (state) => stage(state, next as Next<unknown>, tools),
    last,
  ) as Next<First>;
}
