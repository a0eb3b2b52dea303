import type { RoutingPolicy, TaskPreference } from '../policy/policy.ts';
import { type CatalogIndex, wordKey } from './catalog-index.ts';
import type { PlanRequest } from './plan.ts';

/** A policy's routing rules with their names looked up in a catalog, worked out once for each pair. */
export type RoutingIndex = {
  rules: RoutingPolicy;
  /** Task type in the form of `wordKey`. */
  taskPreferences: ReadonlyMap<string, TaskPreference>;
  /** By position in the catalog: where MANUAL puts it, from 0. */
  manualRanks: readonly number[];
};

const indexes = new WeakMap<CatalogIndex, WeakMap<RoutingPolicy, RoutingIndex>>();

/** The index of routing rules over a catalog, made at the first call. */
export function indexRouting(rules: RoutingPolicy, catalog: CatalogIndex): RoutingIndex {
  let ofCatalog = indexes.get(catalog);
  if (ofCatalog === undefined) {
    ofCatalog = new WeakMap();
    indexes.set(catalog, ofCatalog);
  }
  const known = ofCatalog.get(rules);
  if (known !== undefined) return known;
  const index: RoutingIndex = {
    rules,
    taskPreferences: new Map([...rules.taskPreferences].map(([task, preference]) => [wordKey(task), preference])),
    manualRanks: rankAsWritten(rules, catalog),
  };
  ofCatalog.set(rules, index);
  return index;
}

/**
 * What the policy says of the request's task; null without a task, or where the request names a strategy of its own: it
 * knows better what it wants than a rule for all requests of its kind.
 */
export function taskPreferenceOf({ taskType, strategy }: PlanRequest, index: RoutingIndex): TaskPreference | null {
  if (taskType === null || strategy !== null) return null;
  return index.taskPreferences.get(wordKey(taskType)) ?? null;
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
