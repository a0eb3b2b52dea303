/**
 * Cuts a streamed text at the first stop sequence, for calls that could not send it. Holds text back only while it may
 * be the beginning of one.
 */
export class StopCutter {
  readonly #stops: readonly string[];
  #held = '';
  /** Whether a stop sequence has come. */
  isCut = false;

  constructor(stops: readonly string[]) {
    this.#stops = stops.filter((stop) => stop !== '');
  }

  /** Returns the text that is certainly before a stop sequence. */
  cut(piece: string): string {
    if (this.isCut) return '';
    const text = this.#held + piece;
    const end = this.#endBefore(text);
    this.isCut = end !== null;
    const passed = end ?? text.length - this.#beginningAtEnd(text);
    this.#held = this.isCut ? '' : text.slice(passed);
    return text.slice(0, passed);
  }

  /** Returns the held text, which was not a stop sequence. */
  release(): string {
    const held = this.#held;
    this.#held = '';
    return held;
  }

  #endBefore(text: string): number | null {
    const places = this.#stops.map((stop) => text.indexOf(stop)).filter((place) => place !== -1);
    return places.length === 0 ? null : Math.min(...places);
  }

  /** The length of the longest beginning of a stop sequence at the end of the text. */
  #beginningAtEnd(text: string): number {
    let longest = 0;
    for (const stop of this.#stops) {
      for (let length = Math.min(stop.length - 1, text.length); length > longest; length--) {
        if (text.endsWith(stop.slice(0, length))) longest = length;
      }
    }
    return longest;
  }
}
