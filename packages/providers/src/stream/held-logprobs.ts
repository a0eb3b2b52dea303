import type { TokenLogprob } from '../contract/logprobs.ts';

/** Log probabilities for a filter that holds text back. They pass with the next text that passes. */
export class HeldLogprobs {
  #held: TokenLogprob[] = [];

  /** Adds the received log probabilities. Returns those of the `text` that passes now. Undefined for none. */
  pass(text: string, arrived: readonly TokenLogprob[] | undefined): readonly TokenLogprob[] | undefined {
    if (text !== '' && this.#held.length === 0) return arrived;
    for (const token of arrived ?? []) this.#held.push(token);
    if (text === '') return undefined;
    const passing = this.#held;
    this.#held = [];
    return passing;
  }
}
