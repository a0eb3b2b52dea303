/** Rows of the list. */
export const latestCount = 12;

/** Adds generations, or their later states, to the list; the newest first, and only so many. */
export function mergeLatest<Generation extends { id: string; status: string }>(
  list: readonly Generation[],
  arrived: readonly Generation[],
): readonly Generation[] {
  const byId = new Map(list.map((generation) => [generation.id, generation]));
  for (const generation of arrived) {
    // A list that was read earlier must not undo the end that was told since.
    const known = byId.get(generation.id);
    if (known === undefined || known.status === 'RUNNING') byId.set(generation.id, generation);
  }
  // Ids are ordered by time.
  return [...byId.values()].toSorted((left, right) => (left.id < right.id ? 1 : -1)).slice(0, latestCount);
}
