/** The names of what replicas share in Redis. */
export const keys = {
  /** The stream of a generation: its facts, then its events. */
  events: (generationId: string): string => `penstock:events:${generationId}`,
  /** There while a replica lives. */
  alive: (replicaId: string): string => `penstock:alive:${replicaId}`,
  /** The set of all replicas that live, and of those whose death is not noticed yet. */
  members: 'penstock:members',
  /** The channel of one replica. */
  replica: (replicaId: string): string => `penstock:replica:${replicaId}`,
  /** The channel of all replicas. */
  replicas: 'penstock:replicas',
  /** The channel of starts and ends of generations. */
  feed: 'penstock:feed',
} as const;

/** The id of the entry with the facts, before those of all events. */
export const factsId = '0-1';

/** An entry is named by the number of its last event, so that a reader finds its place by its number. */
export function entryId(lastNumber: number): string {
  return `${lastNumber}-0`;
}

export function lastNumberOf(entryId: string): number {
  return Number(entryId.slice(0, entryId.indexOf('-')));
}

/** What the last entry holds beside its events, and the id of one without events. */
export const end = { end: '1' } as const;
export function endId(lastNumber: number): string {
  return `${lastNumber}-2`;
}
