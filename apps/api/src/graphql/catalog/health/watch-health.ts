import type { Catalog, ModelHealth } from '@penstock/router';
import { onAbort } from '../../../events/on-abort.ts';
import type { WatchedHealth } from '../../services.ts';

export type HealthChange = { isSnapshot: boolean; models: readonly ModelHealth[] };

type Result = IteratorResult<HealthChange, undefined>;

const ended: Result = { value: undefined, done: true };

/**
 * First a snapshot of all models (or of those named), then every change. While the reader is busy, only
 * the latest change of each model is kept.
 */
export class HealthWatch implements AsyncIterableIterator<HealthChange> {
  readonly #pending = new Map<string, ModelHealth>();
  readonly #unsubscribe: () => void;
  #snapshot: HealthChange | null;
  #waiting: ((result: Result) => void) | null = null;
  #hasLeft = false;
  #forgetSignal: () => void = () => {};

  /** `modelIds` null for every model of the catalog. */
  constructor(health: WatchedHealth, catalog: Catalog, modelIds: readonly string[] | null) {
    const wanted = modelIds === null ? null : new Set(modelIds);
    this.#unsubscribe = health.subscribe((change) => {
      if (wanted === null || wanted.has(change.modelId)) this.#keep(change);
    });
    const ids = modelIds ?? catalog.models.map((model) => model.id);
    this.#snapshot = { isSnapshot: true, models: ids.map((id) => health.read(id)) };
  }

  next(): Promise<Result> {
    if (this.#hasLeft) return Promise.resolve(ended);
    const value = this.#take();
    if (value !== null) return Promise.resolve({ value, done: false });
    return new Promise((resolve) => {
      this.#waiting = resolve;
    });
  }

  return(): Promise<Result> {
    if (!this.#hasLeft) {
      this.#hasLeft = true;
      this.#unsubscribe();
      this.#forgetSignal();
      this.#settle(ended);
    }
    return Promise.resolve(ended);
  }

  throw(error: unknown): Promise<Result> {
    return this.return().then(() => Promise.reject(error));
  }

  /** Ends it, as `return` does, once the signal is aborted. */
  until(signal: AbortSignal): this {
    if (!this.#hasLeft) this.#forgetSignal = onAbort(signal, () => void this.return());
    return this;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }

  #keep(change: ModelHealth): void {
    if (this.#waiting !== null) this.#settle({ value: { isSnapshot: false, models: [change] }, done: false });
    else this.#pending.set(change.modelId, change);
  }

  #take(): HealthChange | null {
    if (this.#snapshot !== null) {
      const snapshot = this.#snapshot;
      this.#snapshot = null;
      return snapshot;
    }
    if (this.#pending.size === 0) return null;
    const models = [...this.#pending.values()];
    this.#pending.clear();
    return { isSnapshot: false, models };
  }

  #settle(result: Result): void {
    const resolve = this.#waiting;
    this.#waiting = null;
    resolve?.(result);
  }
}
