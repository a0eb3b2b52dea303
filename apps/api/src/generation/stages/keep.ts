import { toCachedAnswer } from '../cached-answer.ts';
import type { Settled, Stage } from './stage.ts';

/** Stores the answer in the response cache before readers get the end, since the same call may follow at once. */
export const keep: Stage<Settled, Settled> = (state, next, { responses }) => {
  const { live, caching, generation } = state;
  if (caching !== null && caching.keepsForMs !== null) {
    const answer = toCachedAnswer(generation, live.rules.catalog);
    if (answer !== null) responses.write(caching.key, answer, caching.keepsForMs);
  }
  return next(state);
};
