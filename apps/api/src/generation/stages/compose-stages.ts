import type { Next, Stage, StageTools } from './stage.ts';

/**
 * Ties stages together, as undici composes interceptors: each calls the one behind it, and the last one `last`. The
 * caller's types say that each stage takes what the one before it hands on.
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
