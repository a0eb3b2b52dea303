/** No tokenizer makes longer tokens on average, even for white space. */
const charactersPerToken = 32;
/** An allowance for marks, names and ids, which are no tokens of the answer. */
const spareCharacters = 64 * 1024;

/** A piece of a tool call is at least a token. The first piece has an id beside its name. */
export const charactersPerPiece = 16;

/** The default for the text that one generation sends its caller, over all attempts. Characters: 64 Mi. */
export const defaultGenerationCharacters = 64 * 1024 * 1024;

/**
 * The most characters of an answer with so many tokens: 32 a token and 64 Ki more. The limit applies to text with tool
 * calls, and again to reasoning.
 */
export function mostCharactersOf(maxOutputTokens: number): number {
  return spareCharacters + charactersPerToken * maxOutputTokens;
}

/** The limits of one attempt's output. Characters. */
export type OutputBound = {
  /** By the model's own tokens: one limit for text with tool calls, and one for reasoning. */
  attempt: number;
  /** The rest that the caller may receive, all kinds together. */
  generation: number;
};

/** Counts the output of an attempt against its limits. */
export class OutputCount {
  /** Text and tool calls. */
  answer = 0;
  reasoning = 0;
  /** Files, and the provider's state: no token count limits their length. */
  attached = 0;
  readonly #bound: OutputBound;

  constructor(bound: OutputBound) {
    this.#bound = bound;
  }

  /** The limit that was exceeded; null for none. */
  get exceeded(): keyof OutputBound | null {
    const { attempt, generation } = this.#bound;
    if (this.answer > attempt || this.reasoning > attempt) return 'attempt';
    return this.answer + this.reasoning + this.attached > generation ? 'generation' : null;
  }

  /** The limits, for messages. */
  get most(): OutputBound {
    return this.#bound;
  }
}
