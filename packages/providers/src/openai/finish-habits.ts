/** Models of one provider whose habits are kept. Characters of names have a bound elsewhere. */
const mostModels = 1_000;

/**
 * Which models of a provider say why their answers end. A few servers never do, and their end mark is enough. For the
 * others, an end mark without a reason means a cut answer: llama-cpp-python ends so when another request interrupts it.
 */
export class FinishHabits {
  readonly #models = new Set<string>();

  /** Notes that the model has given a reason. */
  note(model: string | null): void {
    if (model !== null && this.#models.size < mostModels) this.#models.add(model);
  }

  /** Whether answers of the model end with a reason. */
  givesReasons(model: string | null): boolean {
    return model !== null && this.#models.has(model);
  }
}
