import type { ResultOf } from 'gql.tada';
import { graphql } from '../../graphql/graphql.ts';

/** The known health of a model. */
export const HealthFacts = graphql(`
  fragment HealthFacts on Health @_unmask {
    model
    status
    reason
    breaker
    successRate
    p50LatencyMs
    p95LatencyMs
    firstTokenMs
    tokensPerSecond
    checkedAt
    retryAt
  }
`);

export type Health = ResultOf<typeof HealthFacts>;

/** The latest health of all models. A watcher is notified only of its own model. */
export interface HealthStore {
  read(model: string): Health | undefined;
  /** The health of all models by id. The same object until a change. */
  readAll(): ReadonlyMap<string, Health>;
  watch(model: string, listener: () => void): () => void;
  watchAll(listener: () => void): () => void;
  /** Applies an event of the `health` subscription: all models (a snapshot), or the changed ones. */
  apply(event: { snapshot: boolean; models: readonly Health[] }): void;
}

export function createHealthStore(): HealthStore {
  let healths: ReadonlyMap<string, Health> = new Map();
  const watchers = new Map<string, Set<() => void>>();
  const allWatchers = new Set<() => void>();

  return {
    read: (model) => healths.get(model),
    readAll: () => healths,
    watch(model, listener) {
      const listeners = watchers.get(model) ?? new Set();
      watchers.set(model, listeners.add(listener));
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0) watchers.delete(model);
      };
    },
    watchAll(listener) {
      allWatchers.add(listener);
      return () => allWatchers.delete(listener);
    },
    apply({ snapshot, models }) {
      const previous = healths;
      const next = new Map(snapshot ? [] : previous);
      for (const health of models) next.set(health.model, health);
      healths = next;
      for (const [model, listeners] of watchers) {
        if (previous.get(model) === next.get(model)) continue;
        for (const listener of listeners) listener();
      }
      for (const listener of allWatchers) listener();
    },
  };
}
