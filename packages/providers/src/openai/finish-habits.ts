import type { Turns } from '../http/turns.ts';

/** Models of one provider whose habits are kept. Characters of names have a bound elsewhere. */
const mostModels = 1_000;

/**
 * Which models of a provider say why their answers end. A few servers never do, and their end mark is enough. For the
 * others, an end mark without a reason means a cut answer: llama-cpp-python ends so when another request interrupts it.
 * For a local server, another request under way is reason enough to think so.
 */
export class FinishHabits {
  readonly #models = new Set<string>();
  readonly #turns: Turns | null;

  /** `turns`: of a local server. Default: null. */
  constructor(turns: Turns | null = null) {
    this.#turns = turns;
  }

  /** Notes that the model has given a reason. */
  note(model: string | null): void {
    if (model !== null && this.#models.size < mostModels) this.#models.add(model);
  }

  /** Whether an answer of the model is whole that ends without a reason. Asked at its end. */
  isWholeUnexplained(model: string | null): boolean {
    const isBrokenOff = this.#turns?.noteUnexplainedEnd() ?? false;
    return !isBrokenOff && (model === null || !this.#models.has(model));
  }
}
