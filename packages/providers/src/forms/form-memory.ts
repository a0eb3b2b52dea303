/** Maximum models of one provider whose forms are remembered, and maximum forms of one model. */
const mostModels = 500;
const mostForms = 30;
/** After this time the usual form is tried again, because the server may have been updated. Milliseconds. */
const rememberedMs = 3_600_000;

type Entry = { ids: readonly string[]; untilMs: number };

/**
 * Remembers the forms in which the models of one provider accept a call. In the memory of this process, and bounded.
 */
export class FormMemory {
  readonly #stated: readonly string[];
  readonly #nowMs: () => number;
  /** Oldest first. */
  readonly #learned = new Map<string, Entry>();

  /** `stated`: forms of every call that the operator sets. `nowMs`: of a monotonic clock. */
  constructor(stated: readonly string[] = [], nowMs: () => number = () => performance.now()) {
    this.#stated = stated;
    this.#nowMs = nowMs;
  }

  /** The forms for calls of a model. Empty for the usual form. */
  of(model: string): readonly string[] {
    // The hot path: most servers accept the usual form.
    if (this.#learned.size === 0) return this.#stated;
    const entry = this.#learned.get(model);
    if (entry === undefined) return this.#stated;
    if (entry.untilMs > this.#nowMs()) return entry.ids;
    this.#learned.delete(model);
    return this.#stated;
  }

  /** Records that a model has answered a call in these forms. */
  remember(model: string, ids: readonly string[]): void {
    const all = [...new Set([...this.of(model), ...ids])];
    this.#learned.delete(model);
    this.#learned.set(model, {
      ids: all.slice(0, this.#stated.length + mostForms),
      untilMs: this.#nowMs() + rememberedMs,
    });
    if (this.#learned.size <= mostModels) return;
    const [oldest] = this.#learned.keys();
    if (oldest !== undefined) this.#learned.delete(oldest);
  }
}
