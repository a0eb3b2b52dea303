import type { UsageSnapshot, UsageWatch } from '../usage/usage-watch.ts';

type Listener = (snapshot: UsageSnapshot) => void;

/** Reports usage that the test provides. */
export class FakeUsageWatch implements Pick<UsageWatch, 'subscribe'> {
  /** The workspaces of all requests. */
  readonly asked: (string | null)[] = [];
  #snapshot: UsageSnapshot = { todayMs: 0, days: [] };
  readonly #listeners = new Set<Listener>();

  subscribe(workspaceId: string | null, listener: Listener): () => void {
    this.asked.push(workspaceId);
    this.#listeners.add(listener);
    listener(this.#snapshot);
    return () => this.#listeners.delete(listener);
  }

  get listenerCount(): number {
    return this.#listeners.size;
  }

  set(snapshot: UsageSnapshot): void {
    this.#snapshot = snapshot;
    for (const listener of this.#listeners) listener(snapshot);
  }
}
