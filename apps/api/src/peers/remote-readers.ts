import type { EventLog } from '../generation/event-log.ts';
import type { Leaving } from '../generation/leaving.ts';

/** The readers of a replica without an announcement for this long count as lost. Milliseconds. */
const silentMs = 6_000;

type Place = { leaving: Leaving; leave(): void };
type Replica = { places: Map<string, Place>; heardAtMs: number };

/**
 * The readers of this replica's generations on other replicas. All readers of one replica count as one reader of the
 * generation's log. A local reader counts as one too, so a generation knows whether it has readers.
 */
export class RemoteReaders {
  readonly #logOf: (generationId: string) => EventLog | undefined;
  readonly #replicas = new Map<string, Replica>();
  readonly #readersOf = new Map<string, Set<string>>();

  constructor(logOf: (generationId: string) => EventLog | undefined) {
    this.#logOf = logOf;
  }

  /** The replicas that read a generation. */
  of(generationId: string): ReadonlySet<string> {
    return this.#readersOf.get(generationId) ?? none;
  }

  /** Stores all generations that a replica reads. Returns the new ones. */
  note(replicaId: string, ids: readonly string[], nowMs: number): readonly string[] {
    const replica = this.#replicas.get(replicaId) ?? { places: new Map(), heardAtMs: nowMs };
    replica.heardAtMs = nowMs;
    this.#replicas.set(replicaId, replica);
    const wanted = new Set(ids);
    for (const id of replica.places.keys()) if (!wanted.has(id)) this.leave(replicaId, id, 'lost');
    return ids.filter((id) => !replica.places.has(id) && this.#enter(replicaId, replica, id));
  }

  /** Called when the last reader of a replica has left a generation. */
  leave(replicaId: string, generationId: string, leaving: Leaving): void {
    const places = this.#replicas.get(replicaId)?.places;
    const place = places?.get(generationId);
    if (place === undefined) return;
    places?.delete(generationId);
    const readers = this.#readersOf.get(generationId);
    readers?.delete(replicaId);
    if (readers?.size === 0) this.#readersOf.delete(generationId);
    place.leaving = leaving;
    place.leave();
  }

  /** Removes replicas without a recent announcement. */
  sweep(nowMs: number): void {
    for (const [replicaId, { places, heardAtMs }] of this.#replicas) {
      if (nowMs - heardAtMs < silentMs) continue;
      for (const id of places.keys()) this.leave(replicaId, id, 'lost');
      this.#replicas.delete(replicaId);
    }
  }

  /** Restarts the timeout of every replica. Called while Redis is unavailable, when no announcement can arrive. */
  excuse(nowMs: number): void {
    for (const replica of this.#replicas.values()) replica.heardAtMs = nowMs;
  }

  #enter(replicaId: string, { places }: Replica, generationId: string): boolean {
    const log = this.#logOf(generationId);
    if (log === undefined || log.hasEnded) return false;
    const place: Place = { leaving: 'lost', leave: () => void reader.return?.() };
    const reader = log.read(log.lastNumber, { leaving: () => place.leaving, isSuperseded: false });
    places.set(generationId, place);
    const readers = this.#readersOf.get(generationId) ?? new Set();
    readers.add(replicaId);
    this.#readersOf.set(generationId, readers);
    return true;
  }
}

const none: ReadonlySet<string> = new Set();
