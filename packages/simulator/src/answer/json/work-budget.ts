/** What is spent at the most on filling schemas for one answer: a step for each character written, several for each value looked at. */
export class WorkBudget {
  #left: number;

  constructor(steps: number) {
    this.#left = steps;
  }

  /** Whether an answer has to end unfinished. */
  get isSpent(): boolean {
    return this.#left <= 0;
  }

  get left(): number {
    return Math.max(0, this.#left);
  }

  /** Takes so many steps, fractions rounded up. False where nothing is left. */
  spend(steps: number): boolean {
    this.#left -= Math.ceil(steps);
    return this.#left > 0;
  }
}

/** Room for looking at a schema, whatever may be written. */
const stepsForLooking = 20_000;
/** Longest word of one token. */
const charactersPerToken = 8;
/** More would hold up the streams of others: the sandbox writes within the service. */
const mostTokens = 8_192;

/** The budget of an answer that may have so many tokens. */
export function budgetForTokens(tokens: number): WorkBudget {
  return new WorkBudget(stepsForLooking + Math.max(0, Math.min(tokens, mostTokens)) * charactersPerToken);
}
