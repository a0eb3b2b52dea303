import type { Ran, Settled, Stage } from './stage.ts';

/** Fixes the final state of a generation: its status, its tokens and its cost over all attempts. */
export const settle: Stage<Ran, Settled> = (state, next, { clock }) => {
  const { live, outcome } = state;
  const { status } = outcome;
  const failure = status === 'FAILED' ? { code: outcome.code, message: outcome.message } : null;
  const generation = live.progress.settle({ status, failure }, clock.nowMs(), clock.elapsedMs());
  return next({ ...state, generation });
};
