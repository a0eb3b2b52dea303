import { cacheKeyOf, cacheModeOf } from '../caching.ts';
import type { CacheMode } from '../generation-request.ts';
import { keepsContent } from '../keeps-content.ts';
import type { Next, Planned, Recalled, Stage, StageTools } from './stage.ts';

/**
 * Looks for the answer in the response cache, if the request or the policy says so. A generation with a cached answer
 * calls no model and costs nothing.
 */
export const recall: Stage<Planned, Recalled> = (state, next, tools) => {
  const mode = cacheModeOf(state.request, state.rules);
  return mode === 'off' ? next({ ...state, caching: null }) : lookUp(state, mode, next, tools);
};

async function lookUp(state: Planned, mode: CacheMode, next: Next<Recalled>, { responses }: StageTools): Promise<void> {
  const { request, rules } = state;
  const { features, retention } = rules.policy;
  const key = cacheKeyOf(request, rules);
  if (features.cache === null) {
    return next({ ...state, caching: { key, status: 'BYPASS', answer: null, keepsForMs: null } });
  }
  const isAsked = mode !== 'write' && request.batched === undefined;
  const answer = isAsked ? await responses.read(key) : null;
  const status = !isAsked ? 'BYPASS' : answer === null ? 'MISS' : 'HIT';
  const mayWrite = mode !== 'read' && answer === null && keepsContent(retention, request);
  return next({ ...state, caching: { key, status, answer, keepsForMs: mayWrite ? features.cache.ttlMs : null } });
}
