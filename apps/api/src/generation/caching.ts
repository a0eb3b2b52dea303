import { createHash } from 'node:crypto';
import { knownTask } from '@penstock/router';
import type { Rules } from '../rules/rules.ts';
import type { CachedAnswer } from './cached-answer.ts';
import type { CacheMode, CacheStatus, GenerationRequest } from './generation-request.ts';
import type { CacheKey } from './response-cache.ts';

/** How a generation uses the response cache. */
export type Caching = {
  key: CacheKey;
  status: CacheStatus;
  /** The cached answer on a HIT, else null. */
  answer: CachedAnswer | null;
  /** How long the answer is cached, milliseconds. Null: it is not cached. */
  keepsForMs: number | null;
};

/** The cache mode of the request, else the mode that the policy sets for its task type. */
export function cacheModeOf({ call, routing, delivery }: GenerationRequest, { policy }: Rules): CacheMode {
  if (call.type !== 'chat') return 'off';
  if (delivery.cache !== undefined) return delivery.cache;
  const { taskType } = routing;
  const taskTypes = policy.features.cache?.taskTypes;
  if (taskType === null || taskTypes === undefined || taskTypes.size === 0) return 'off';
  return taskTypes.has(taskType) || taskTypes.has(knownTask(taskType)) ? 'read-write' : 'off';
}

/**
 * The cache key of a request: its workspace, the whole call, its route by the policy in force, and the grant of its API
 * key. The caller's remaining budget does not count, since a cached answer costs nothing.
 */
export function cacheKeyOf({ call, routing, caller, delivery }: GenerationRequest, { revision }: Rules): CacheKey {
  const { budgetRemainingUsd: _, ...route } = routing;
  // Only readers that get the answer as a whole can get mended JSON.
  const isWhole = delivery.mayRestart || call.type !== 'chat' || call.responseFormat.type === 'text';
  const { models, strategies } = caller.grant;
  const identity = JSON.stringify([revision, route, models, strategies, isWhole, call]);
  return { workspaceId: caller.workspaceId, digest: createHash('sha256').update(identity).digest('base64url') };
}
