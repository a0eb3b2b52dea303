import type { RoutingPolicy, TaskPreference } from '../policy/routing-policy.ts';
import { type CatalogIndex, wordKey } from './catalog-index.ts';
import type { PlanRequest } from './plan.ts';
import { knownTask } from './task-types.ts';

/** The routing rules of a policy, whose names were looked up in a catalog. */
export type RoutingIndex = {
  rules: RoutingPolicy;
  /** By task type in the form of `wordKey`. */
  taskPreferences: ReadonlyMap<string, TaskPreference>;
  /** By position in the catalog: the model's rank for MANUAL, from 0. */
  manualRanks: readonly number[];
};

/** The index of routing rules over a catalog. */
export function indexRouting(rules: RoutingPolicy, catalog: CatalogIndex): RoutingIndex {
  return {
    rules,
    taskPreferences: new Map([...rules.taskPreferences].map(([task, preference]) => [wordKey(task), preference])),
    manualRanks: rankAsWritten(rules, catalog),
  };
}

/**
 * The policy's preference for the request's task, or for another word of the same task. Null without a task. Null if
 * the request names a strategy, which overrides a rule for all requests of its kind.
 */
export function taskPreferenceOf({ taskType, strategy }: PlanRequest, index: RoutingIndex): TaskPreference | null {
  if (taskType === null || strategy !== null) return null;
  return index.taskPreferences.get(wordKey(taskType)) ?? index.taskPreferences.get(knownTask(taskType)) ?? null;
}

/** The default model, then the fallback chain, then the rest of the catalog. */
function rankAsWritten(rules: RoutingPolicy, catalog: CatalogIndex): readonly number[] {
  const named = [rules.defaultModelId, ...rules.fallbackChain].filter((id) => id !== null);
  const order = new Set([...named, ...catalog.entries.map((entry) => entry.model.id)]);
  const ranks = new Array<number>(catalog.entries.length).fill(0);
  let rank = 0;
  for (const id of order) {
    const entry = catalog.entryById.get(id);
    if (entry !== undefined) ranks[entry.position] = rank++;
  }
  return ranks;
}
