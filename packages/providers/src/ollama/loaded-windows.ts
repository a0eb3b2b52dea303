/** Ollama unloads a model after this time without a request (`keep_alive`). Milliseconds. */
const loadedMs = 5 * 60_000;
/** Maximum models of one provider whose windows are kept. */
const mostModels = 1_000;

/**
 * The windows of recent answers, by model of one server. A model with a large window serves short requests too, and
 * another window would reload it.
 */
export class LoadedWindows {
  readonly #nowMs: () => number;
  readonly #models = new Map<string, { window: number; atMs: number }>();

  /** `nowMs`: of a monotonic clock. */
  constructor(nowMs: () => number = () => performance.now()) {
    this.#nowMs = nowMs;
  }

  /** Records that a model answers in this window. */
  note(model: string, window: number): void {
    this.#models.delete(model);
    if (this.#models.size === mostModels) this.#models.delete(this.#models.keys().next().value ?? '');
    this.#models.set(model, { window, atMs: this.#nowMs() });
  }

  /** Tokens. Null if the model is probably not loaded. */
  of(model: string): number | null {
    const known = this.#models.get(model);
    return known === undefined || this.#nowMs() - known.atMs > loadedMs ? null : known.window;
  }
}
