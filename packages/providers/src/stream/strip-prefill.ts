/**
 * Takes the text that an answer was to go on from off its beginning, for providers that repeat it. Holds text back
 * only as long as it could still be that repetition.
 */
export class PrefillStripper {
  #rest: string;
  #held = '';

  constructor(prefill: string) {
    this.#rest = prefill;
  }

  /** Returns what of the text is new. */
  strip(text: string): string {
    if (this.#rest === '') return text;
    const length = Math.min(text.length, this.#rest.length);
    if (text.slice(0, length) === this.#rest.slice(0, length)) {
      this.#held += text.slice(0, length);
      this.#rest = this.#rest.slice(length);
      if (this.#rest === '') this.#held = '';
      return text.slice(length);
    }
    return this.release() + text;
  }

  /** Gives back what was held: it was no repetition after all. */
  release(): string {
    const held = this.#held;
    this.#held = '';
    this.#rest = '';
    return held;
  }
}
