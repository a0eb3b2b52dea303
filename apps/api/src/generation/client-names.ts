/** The most client names that one process tells apart. */
const mostNames = 100;

/** The names of callers' programs, as tags. Callers choose them freely, so their number is bounded. */
export class ClientNames {
  readonly #known = new Set<string>();

  /** The tag of a client, such as `agent:curl`. Beyond the first 100 names of this process it is `agent:other`. */
  tagOf(name: string): string {
    if (!this.#known.has(name)) {
      if (this.#known.size >= mostNames) return 'agent:other';
      this.#known.add(name);
    }
    return `agent:${name}`;
  }
}
