import type { Turns } from '../http/turns.ts';

/** Maximum models of one provider that are remembered. The length of names is bounded elsewhere. */
const mostModels = 1_000;

/**
 * The models of a provider that give a reason for the end of an answer. A few servers never give one, and their end
 * mark is enough. For the other models, an end mark without a reason means a cut answer: llama-cpp-python ends this way
 * when another request interrupts the answer. For a local server, another running request has the same meaning.
 */
export class FinishHabits {
  readonly #models = new Set<string>();
  readonly #turns: Turns | null;

  /** `turns`: the turns of a local server. Default: null. */
  constructor(turns: Turns | null = null) {
    this.#turns = turns;
  }

  /** Records that the model has given a reason. */
  note(model: string | null): void {
    if (model !== null && this.#models.size < mostModels) this.#models.add(model);
  }

  /** Whether an answer that ends without a reason is complete. Called at its end. */
  isWholeUnexplained(model: string | null): boolean {
    const isBrokenOff = this.#turns?.noteUnexplainedEnd() ?? false;
    return !isBrokenOff && (model === null || !this.#models.has(model));
  }
}
