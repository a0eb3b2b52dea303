/** Number of rows in the list. */
export const latestCount = 12;

/** Adds generations, or their later states, to the list. The newest come first, up to the maximum. */
export function mergeLatest<Generation extends { id: string; status: string }>(
  list: readonly Generation[],
  arrived: readonly Generation[],
): readonly Generation[] {
  const byId = new Map(list.map((generation) => [generation.id, generation]));
  for (const generation of arrived) {
    // A list that was read earlier must not undo an end that was reported since.
    const known = byId.get(generation.id);
    if (known === undefined || known.status === 'RUNNING') byId.set(generation.id, generation);
  }
  // Ids are ordered by time.
  return [...byId.values()].toSorted((left, right) => (left.id < right.id ? 1 : -1)).slice(0, latestCount);
}
