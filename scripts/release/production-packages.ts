/** The used fields of an entry of `packages` in package-lock.json. */
export type LockEntry = {
  dependencies?: Readonly<Record<string, string>>;
  optionalDependencies?: Readonly<Record<string, string>>;
  peerDependencies?: Readonly<Record<string, string>>;
  peerDependenciesMeta?: Readonly<Record<string, { optional?: boolean }>>;
  /** Whether it is a workspace; `resolved` is then its folder. */
  link?: boolean;
  resolved?: string;
};

/** A package that a program needs: its name, and the folder that imports it. */
export type Wanted = { name: string; from: string };

/**
 * The folders of all packages that these need at run time, as paths of the lock: `node_modules/pg`, `packages/router`.
 * Development dependencies and optional peers are excluded.
 */
export function productionPackages(
  lock: Readonly<Record<string, LockEntry>>,
  wanted: readonly Wanted[],
): ReadonlySet<string> {
  const found = new Set<string>();
  const open = [...wanted];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const path = resolve(lock, next);
    if (path === null || found.has(path)) continue;
    found.add(path);
    const entry = lock[path] ?? {};
    for (const name of namesNeeded(entry)) open.push({ name, from: path });
  }
  return found;
}

/** The packages that the workspace in this folder needs at run time. */
export function needsOf(lock: Readonly<Record<string, LockEntry>>, folder: string): readonly Wanted[] {
  return namesNeeded(lock[folder] ?? {}).map((name) => ({ name, from: folder }));
}

function namesNeeded({ dependencies, optionalDependencies, peerDependencies, peerDependenciesMeta }: LockEntry) {
  const peers = Object.keys(peerDependencies ?? {}).filter((name) => peerDependenciesMeta?.[name]?.optional !== true);
  return [...Object.keys(dependencies ?? {}), ...Object.keys(optionalDependencies ?? {}), ...peers];
}

/** Searches from the folder upwards, as Node does. Null for an optional package that is not in the lock. */
function resolve(lock: Readonly<Record<string, LockEntry>>, { name, from }: Wanted): string | null {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/')))) {
    const path = folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`;
    const entry = lock[path];
    if (entry !== undefined) return entry.link === true && entry.resolved !== undefined ? entry.resolved : path;
    if (folder === '') return null;
  }
}
