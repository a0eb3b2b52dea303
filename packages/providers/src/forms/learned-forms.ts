import type { WeakerForm } from './weaker-form.ts';

/** Models of one provider whose forms are remembered. The one that was learned first gives way. */
const mostModels = 1_000;
/** Forms of one model. */
const mostForms = 32;
/** A server may have been updated since. Milliseconds: an hour. */
const lifeMs = 3_600_000;

/** The forms in which a provider's models must be asked, as learned from refusals. In this process only. */
export class LearnedForms {
  readonly #ofModel = new Map<string, { forms: readonly WeakerForm[]; untilMs: number }>();
  readonly #nowMs: () => number;

  constructor(nowMs: () => number = Date.now) {
    this.#nowMs = nowMs;
  }

  /** In the order in which they were learned; null where nothing was. */
  of(model: string): readonly WeakerForm[] | null {
    if (this.#ofModel.size === 0) return null;
    const known = this.#ofModel.get(model);
    if (known === undefined) return null;
    if (this.#nowMs() < known.untilMs) return known.forms;
    this.#ofModel.delete(model);
    return null;
  }

  /** Adds forms in which a model answered. */
  add(model: string, forms: readonly WeakerForm[]): void {
    const known = this.of(model) ?? [];
    const added = forms.filter(({ id }) => !known.some((form) => form.id === id));
    this.#ofModel.delete(model);
    this.#ofModel.set(model, {
      forms: [...known, ...added].slice(0, mostForms),
      untilMs: this.#nowMs() + lifeMs,
    });
    if (this.#ofModel.size <= mostModels) return;
    const [oldest] = this.#ofModel.keys();
    if (oldest !== undefined) this.#ofModel.delete(oldest);
  }
}
