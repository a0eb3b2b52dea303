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
  /** Of a HIT; else null. */
  answer: CachedAnswer | null;
  /** How long its answer is kept, milliseconds; null where it is not kept. */
  keepsForMs: number | null;
};

/** The use of the response cache that a request asks for, or its policy for the task type. */
export function cacheModeOf({ call, routing, delivery }: GenerationRequest, { policy }: Rules): CacheMode {
  if (call.type !== 'chat') return 'off';
  if (delivery.cache !== undefined) return delivery.cache;
  const { taskType } = routing;
  const taskTypes = policy.features.cache?.taskTypes;
  if (taskType === null || taskTypes === undefined || taskTypes.size === 0) return 'off';
  return taskTypes.has(taskType) || taskTypes.has(knownTask(taskType)) ? 'read-write' : 'off';
}

/**
 * The place of a request in the cache: its workspace, the whole call, its route by the policy in force, and what its key
 * allows. What the caller has left to spend does not count, since a kept answer costs nothing.
 */
export function cacheKeyOf({ call, routing, caller, delivery }: GenerationRequest, { revision }: Rules): CacheKey {
  const { budgetRemainingUsd: _, ...route } = routing;
  // Mended JSON is only for readers that get it as a whole.
  const isWhole = delivery.mayRestart || call.type !== 'chat' || call.responseFormat.type === 'text';
  const { models, strategies } = caller.grant;
  const identity = JSON.stringify([revision, route, models, strategies, isWhole, call]);
  return { workspaceId: caller.workspaceId, digest: createHash('sha256').update(identity).digest('base64url') };
}
