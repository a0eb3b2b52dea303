/** The limit of steps for filling schemas in one answer: one for each character, several for each value. */
export class WorkBudget {
  #left: number;

  constructor(steps: number) {
    this.#left = steps;
  }

  /** Whether an answer must end unfinished. */
  get isSpent(): boolean {
    return this.#left <= 0;
  }

  get left(): number {
    return Math.max(0, this.#left);
  }

  /** Takes a number of steps, rounded up. False if none are left. */
  spend(steps: number): boolean {
    this.#left -= Math.ceil(steps);
    return this.#left > 0;
  }
}

/** Steps for reading a schema, in addition to the output. */
const stepsForLooking = 20_000;
/** Longest word of one token. */
const charactersPerToken = 8;
/** A larger answer would block other streams, because the sandbox runs within the service. */
const mostTokens = 8_192;

/** The budget of an answer with this number of tokens. */
export function budgetForTokens(tokens: number): WorkBudget {
  return new WorkBudget(stepsForLooking + Math.max(0, Math.min(tokens, mostTokens)) * charactersPerToken);
}
