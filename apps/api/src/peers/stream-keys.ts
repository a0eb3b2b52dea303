/** The keys and channels of the replicas in Redis. */
export const keys = {
  /** The stream of a generation: its facts, then its events. */
  events: (generationId: string): string => `penstock:events:${generationId}`,
  /** Exists while a replica lives. */
  alive: (replicaId: string): string => `penstock:alive:${replicaId}`,
  /** The set of all live replicas, and of dead replicas until their death is detected. */
  members: 'penstock:members',
  /** The channel of one replica. */
  replica: (replicaId: string): string => `penstock:replica:${replicaId}`,
  /** The channel of all replicas. */
  replicas: 'penstock:replicas',
  /** The channel of starts and ends of generations. */
  feed: 'penstock:feed',
} as const;

/** The id of the entry with the facts. It precedes the entries of all events. */
export const factsId = '0-1';

/** The id of an entry contains the number of its last event, so that a reader finds its position by number. */
export function entryId(lastNumber: number): string {
  return `${lastNumber}-0`;
}

export function lastNumberOf(entryId: string): number {
  return Number(entryId.slice(0, entryId.indexOf('-')));
}

/** The additional fields of the last entry, and the id of an entry without events. */
export const end = { end: '1' } as const;
export function endId(lastNumber: number): string {
  return `${lastNumber}-2`;
}
