/** Names of clients that one process tells apart. */
const mostNames = 100;

/** The names of callers' programs, as tags. Callers choose them freely, so their number has a bound. */
export class ClientNames {
  readonly #known = new Set<string>();

  /** The tag of a client, as `agent:curl`; `agent:other` beyond the first 100 names of this process. */
  tagOf(name: string): string {
    if (!this.#known.has(name)) {
      if (this.#known.size >= mostNames) return 'agent:other';
      this.#known.add(name);
    }
    return `agent:${name}`;
  }
}
