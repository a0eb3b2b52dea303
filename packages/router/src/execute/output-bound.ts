/** No tokenizer makes longer tokens on average, not of white space either. */
const charactersPerToken = 32;
/** On top of that, for what counts as no token of the answer: marks, names, ids. */
const spareCharacters = 64 * 1024;

/** A piece of a tool call is at least a token. The first piece has an id beside its name. */
export const charactersPerPiece = 16;

/** The most that one generation gives its caller, over all attempts, where nothing else is said. Characters: 64 Mi. */
export const defaultGenerationCharacters = 64 * 1024 * 1024;

/**
 * The most characters that an answer of so many tokens may have: 32 a token and 64 Ki more. Text with tool calls may have
 * as many, and reasoning as many again.
 */
export function mostCharactersOf(maxOutputTokens: number): number {
  return spareCharacters + charactersPerToken * maxOutputTokens;
}

/** What one attempt may produce. Characters. */
export type OutputBound = {
  /** The model's own tokens allow this: text and tool calls together, and reasoning apart. */
  attempt: number;
  /** What the caller may still be given, all kinds together. */
  generation: number;
};

/** Counts what an attempt produces against its bound. */
export class OutputCount {
  /** Text and tool calls. */
  answer = 0;
  reasoning = 0;
  /** Files, and what the provider gave for the next turn: no tokens tell how long they may be. */
  attached = 0;
  readonly #bound: OutputBound;

  constructor(bound: OutputBound) {
    this.#bound = bound;
  }

  /** Whose bound has been passed; null while none has. */
  get exceeded(): keyof OutputBound | null {
    const { attempt, generation } = this.#bound;
    if (this.answer > attempt || this.reasoning > attempt) return 'attempt';
    return this.answer + this.reasoning + this.attached > generation ? 'generation' : null;
  }

  /** The bound, for sentences. */
  get most(): OutputBound {
    return this.#bound;
  }
}
