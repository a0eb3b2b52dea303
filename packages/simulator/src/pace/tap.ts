/** What waits for a tap to let more through. */
export interface TappedStream {
  /** The tap lets through more than before. */
  letMore(): void;
}

/** Lets through as many tokens of each answer as it is told, so that a test may stop an upstream between any two. */
export class Tap {
  readonly #streams = new Set<TappedStream>();
  #tokens = 0;

  /** How many tokens of an answer may have been sent so far. */
  get tokens(): number {
    return this.#tokens;
  }

  /** Lets `tokens` more through; as many as there are by default. The pace counts as ever. */
  letThrough(tokens = Number.POSITIVE_INFINITY): void {
    this.#tokens += tokens;
    for (const stream of [...this.#streams]) stream.letMore();
  }

  add(stream: TappedStream): void {
    this.#streams.add(stream);
  }

  remove(stream: TappedStream): void {
    this.#streams.delete(stream);
  }
}
