/** The state of the API's socket. `connecting` only before the first answer. */
export type ConnectionState = 'connecting' | 'online' | 'offline';

/** The state of the connection, with subscribers. Its methods may be passed on alone, as React does. */
export class Connection {
  #state: ConnectionState = 'connecting';
  readonly #listeners = new Set<() => void>();

  readonly read = (): ConnectionState => this.#state;

  /** Returns a function that ends the subscription. */
  readonly watch = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  set(next: ConnectionState): void {
    if (next === this.#state) return;
    this.#state = next;
    for (const listener of this.#listeners) listener();
  }
}
