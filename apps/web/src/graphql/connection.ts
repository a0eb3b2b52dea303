/** The state of the API's socket. `connecting` only before the first answer. */
export type ConnectionState = 'connecting' | 'online' | 'offline';

/** The state of the connection, with subscribers. */
export interface Connection {
  read(): ConnectionState;
  /** Returns a function that ends the subscription. */
  watch(listener: () => void): () => void;
  set(state: ConnectionState): void;
}

export function createConnection(): Connection {
  let state: ConnectionState = 'connecting';
  const listeners = new Set<() => void>();
  return {
    read: () => state,
    watch(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    set(next) {
      if (next === state) return;
      state = next;
      for (const listener of listeners) listener();
    },
  };
}
