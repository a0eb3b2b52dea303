/** Finds models by the id, by the bare name, and by the forms of `findByName`. */
export type ModelNames = {
  ids: readonly string[];
  /** The id, or null. For a bare name of several providers, the id of the first provider in the file. */
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
  return { ids: all, resolve: (name) => findByName(name, (form) => byName.get(form)) ?? null };
}

/**
 * The first result of `find` for a name, or for another form of it: `openai:gpt-5`, `models/gemini-2.5-pro`, and dated
 * names as `gpt-5-2025-08-07`, `claude-sonnet-4-5-20250929` and `mistral-medium-latest`. The name as written comes
 * first.
 */
export function findByName<Found>(name: string, find: (form: string) => Found | undefined): Found | undefined {
  const asWritten = find(name);
  if (asWritten !== undefined || name.length > longestName) return asWritten;
  const plain = name.replace(/^models\//, '').replace(/^([^/:]+):/, '$1/');
  const ofProvider = plain.replace(/^([^/]+)\/models\/(?=[^/]+$)/, '$1/');
  return find(ofProvider) ?? find(ofProvider.replace(version, ''));
}

const longestName = 256;
/** The suffix of a provider's name for one version of a model. */
const version = /[-@](?:\d{4}-\d{2}-\d{2}|\d{8}|latest)$/;
