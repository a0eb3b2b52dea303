import type { TokenLogprob } from '../contract/logprobs.ts';

/** Log probabilities beside a filter that holds text back: they pass with the next text that passes. */
export class HeldLogprobs {
  #held: readonly TokenLogprob[] = [];

  /** Takes those of what has come. Returns those of the `text` that passes now; undefined where there are none. */
  pass(text: string, arrived: readonly TokenLogprob[] | undefined): readonly TokenLogprob[] | undefined {
    if (arrived === undefined && this.#held.length === 0) return undefined;
    const all = arrived === undefined ? this.#held : [...this.#held, ...arrived];
    this.#held = text === '' ? all : [];
    return text === '' ? undefined : all;
  }
}
