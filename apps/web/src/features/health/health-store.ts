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

/**
 * The latest health of all models. A watcher is notified only of its own model. The reading methods may be passed on
 * alone, as React does.
 */
export class HealthStore {
  #healths: ReadonlyMap<string, Health> = new Map();
  readonly #watchers = new Map<string, Set<() => void>>();
  readonly #allWatchers = new Set<() => void>();

  read(model: string): Health | undefined {
    return this.#healths.get(model);
  }

  /** The health of all models by id. The same object until a change. */
  readonly readAll = (): ReadonlyMap<string, Health> => this.#healths;

  watch(model: string, listener: () => void): () => void {
    const listeners = this.#watchers.get(model) ?? new Set();
    this.#watchers.set(model, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) this.#watchers.delete(model);
    };
  }

  readonly watchAll = (listener: () => void): (() => void) => {
    this.#allWatchers.add(listener);
    return () => this.#allWatchers.delete(listener);
  };

  /** Applies an event of the `health` subscription: all models (a snapshot), or the changed ones. */
  apply({ snapshot, models }: { snapshot: boolean; models: readonly Health[] }): void {
    const previous = this.#healths;
    const next = new Map(snapshot ? [] : previous);
    for (const health of models) next.set(health.model, health);
    this.#healths = next;
    for (const [model, listeners] of this.#watchers) {
      if (previous.get(model) === next.get(model)) continue;
      for (const listener of listeners) listener();
    }
    for (const listener of this.#allWatchers) listener();
  }
}
