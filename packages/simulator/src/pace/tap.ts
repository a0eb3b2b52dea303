/** A stream that a tap can stop. */
export interface TappedStream {
  /** Called when the tap allows more tokens. */
  letMore(): void;
}

/** Limits the tokens of each answer, so that a test can stop an upstream between any two. */
export class Tap {
  readonly #streams = new Set<TappedStream>();
  #tokens = 0;

  /** The number of tokens allowed per answer so far. */
  get tokens(): number {
    return this.#tokens;
  }

  /** Allows `tokens` more; all by default. The pace still applies. */
  letThrough(tokens = Number.POSITIVE_INFINITY): void {
    this.#tokens += tokens;
    for (const stream of Array.from(this.#streams)) stream.letMore();
  }

  add(stream: TappedStream): void {
    this.#streams.add(stream);
  }

  remove(stream: TappedStream): void {
    this.#streams.delete(stream);
  }
}
