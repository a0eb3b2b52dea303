/** No tokenizer makes longer tokens on average, even for white space. */
const charactersPerToken = 32;
/** An allowance for marks, names and ids, which are not tokens of the answer. */
const spareCharacters = 64 * 1024;

/** A piece of a tool call counts as at least a token. The first piece also has an id and a name. */
export const charactersPerPiece = 16;

/** The default limit of the text that one generation sends its caller, over all attempts. Characters: 64 Mi. */
export const defaultGenerationCharacters = 64 * 1024 * 1024;

/**
 * The maximum characters of an answer with this number of tokens: 32 per token and 64 Ki more. The limit applies to
 * text with tool calls, and again to reasoning.
 */
export function mostCharactersOf(maxOutputTokens: number): number {
  return spareCharacters + charactersPerToken * maxOutputTokens;
}

/** The limits of one attempt's output. Characters. */
export type OutputBound = {
  /** Derived from the model's own token limit: one limit for text with tool calls, and one for reasoning. */
  attempt: number;
  /** The remaining characters of the caller, all kinds together. */
  generation: number;
};

/** Counts the output of an attempt against its limits. */
export class OutputCount {
  /** Text and tool calls. */
  answer = 0;
  reasoning = 0;
  /** Files, and the provider's state. No token limit bounds their length. */
  attached = 0;
  readonly #attempt: number;
  readonly #generation: number;

  constructor({ attempt, generation }: OutputBound) {
    this.#attempt = attempt;
    this.#generation = generation;
  }

  /** The exceeded limit. Null for none. */
  get exceeded(): keyof OutputBound | null {
    if (this.answer > this.#attempt || this.reasoning > this.#attempt) return 'attempt';
    return this.answer + this.reasoning + this.attached > this.#generation ? 'generation' : null;
  }

  /** The limits, for messages. */
  get most(): OutputBound {
    return { attempt: this.#attempt, generation: this.#generation };
  }
}
