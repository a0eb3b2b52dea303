import type { Catalog, ModelHealth } from '@penstock/router';
import { type UnreadValues, ValueReader } from '../../../events/value-reader.ts';
import type { WatchedHealth } from '../../services.ts';

export type HealthChange = { isSnapshot: boolean; models: readonly ModelHealth[] };

/**
 * A snapshot of all models, or of the named ones, then every change. While the reader is busy, only the latest change
 * of each model is kept.
 */
export class HealthWatch extends ValueReader<ModelHealth, HealthChange> {
  /** `modelIds`: null for every model of the catalog. */
  constructor(health: WatchedHealth, catalog: Catalog, modelIds: readonly string[] | null) {
    const wanted = modelIds === null ? null : new Set(modelIds);
    const ids = modelIds ?? catalog.models.map((model) => model.id);
    super(
      (listener) =>
        health.subscribe((change) => {
          if (wanted === null || wanted.has(change.modelId)) listener(change);
        }),
      new LatestOfEachModel({ isSnapshot: true, models: ids.map((id) => health.read(id)) }),
    );
  }
}

class LatestOfEachModel implements UnreadValues<ModelHealth, HealthChange> {
  readonly #changed = new Map<string, ModelHealth>();
  #snapshot: HealthChange | null;

  constructor(snapshot: HealthChange) {
    this.#snapshot = snapshot;
  }

  add(change: ModelHealth): void {
    this.#changed.set(change.modelId, change);
  }

  take(): { value: HealthChange } | null {
    const snapshot = this.#snapshot;
    if (snapshot !== null) {
      this.#snapshot = null;
      return { value: snapshot };
    }
    if (this.#changed.size === 0) return null;
    const models = [...this.#changed.values()];
    this.#changed.clear();
    return { value: { isSnapshot: false, models } };
  }
}
