/**
 * Removes the prefill from the beginning of an answer, for providers that repeat it. Holds text back only while it may
 * still be that repetition.
 */
export class PrefillStripper {
  #rest: string;
  #held = '';

  constructor(prefill: string) {
    this.#rest = prefill;
  }

  /** Returns the new part of the text. */
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

  /** Returns the held text, which was not a repetition. */
  release(): string {
    const held = this.#held;
    this.#held = '';
    this.#rest = '';
    return held;
  }
}
