/** Finds models by the id, or by the bare name where one provider has it. */
export type ModelNames = {
  ids: readonly string[];
  /** The id, or null. For a bare name of several providers, the first one's in the file's order. */
  resolve(name: string): string | null;
};

export function modelNames(ids: Iterable<string>): ModelNames {
  const byName = new Map<string, string>();
  const all = [...ids];
  for (const id of all) {
    const bare = id.slice(id.indexOf('/') + 1);
    if (!byName.has(bare)) byName.set(bare, id);
  }
  for (const id of all) byName.set(id, id);
  return { ids: all, resolve: (name) => byName.get(name) ?? null };
}
