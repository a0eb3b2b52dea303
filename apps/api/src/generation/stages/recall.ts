import { cacheKeyOf, cacheModeOf } from '../caching.ts';
import { keepsContent } from '../keeps-content.ts';
import type { Planned, Recalled, Stage } from './stage.ts';

/**
 * Looks for the answer in the response cache, where the request or the policy asks for that. A generation with such an
 * answer calls no model and pays nothing.
 */
export const recall: Stage<Planned, Recalled> = async (state, next, { responses }) => {
  const { request, rules } = state;
  const { features, retention } = rules.policy;
  const mode = cacheModeOf(request, rules);
  if (mode === 'off') return next({ ...state, caching: null });
  const key = cacheKeyOf(request, rules);
  if (features.cache === null) {
    return next({ ...state, caching: { key, status: 'BYPASS', answer: null, keepsForMs: null } });
  }
  const isAsked = mode !== 'write' && request.batched === undefined;
  const answer = isAsked ? await responses.read(key) : null;
  const status = !isAsked ? 'BYPASS' : answer === null ? 'MISS' : 'HIT';
  const mayWrite = mode !== 'read' && answer === null && keepsContent(retention, request);
  return next({ ...state, caching: { key, status, answer, keepsForMs: mayWrite ? features.cache.ttlMs : null } });
};
