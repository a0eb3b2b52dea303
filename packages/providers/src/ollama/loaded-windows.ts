/** Ollama unloads a model that nothing has asked for so long (`keep_alive`). Milliseconds. */
const loadedMs = 5 * 60_000;
/** Models of one provider whose windows are kept. */
const mostModels = 1_000;

/**
 * The windows in which the models of one server have answered lately. A model with a large window serves short requests
 * as well; another window would load it anew.
 */
export class LoadedWindows {
  readonly #nowMs: () => number;
  readonly #models = new Map<string, { window: number; atMs: number }>();

  /** `nowMs`: of a monotonic clock. */
  constructor(nowMs: () => number = () => performance.now()) {
    this.#nowMs = nowMs;
  }

  /** Notes that a model answers in this window. */
  note(model: string, window: number): void {
    this.#models.delete(model);
    if (this.#models.size === mostModels) this.#models.delete(this.#models.keys().next().value ?? '');
    this.#models.set(model, { window, atMs: this.#nowMs() });
  }

  /** Tokens; null where the model is not known to be loaded. */
  of(model: string): number | null {
    const known = this.#models.get(model);
    return known === undefined || this.#nowMs() - known.atMs > loadedMs ? null : known.window;
  }
}
