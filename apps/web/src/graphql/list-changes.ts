type Fields = Readonly<Record<string, unknown>>;

/**
 * The newest states of the objects of a list, and the ids of removed ones. `whole`: the ids of all objects of the list;
 * null while no event contained the whole list.
 */
export type Changes = {
  objects: ReadonlyMap<string, Fields>;
  removed: ReadonlySet<string>;
  whole: ReadonlySet<string> | null;
};

/**
 * Adds an event with `removed` ids to earlier changes. Every other object with an `id` in it is in the list. An event
 * with `snapshot: true` contains the whole list. Earlier changes stay, because another subscription may have sent a
 * newer event before it.
 */
export function addChanges(before: Changes | undefined, event: unknown): Changes {
  const objects = new Map(before?.objects);
  const removed = new Set(before?.removed);
  const earlier = isSnapshotIn(event) ? [] : before?.whole;
  const whole = earlier == null ? null : new Set(earlier);
  for (const id of removedIn(event)) {
    objects.delete(id);
    removed.add(id);
    whole?.delete(id);
  }
  for (const [id, fields] of objectsIn(event)) {
    objects.set(id, fields);
    removed.delete(id);
    whole?.add(id);
  }
  return { objects, removed, whole };
}

/**
 * Whether the answer of a query lacks a changed object, or has another state of it. Also whether it has a removed
 * object, or one that the whole list lacks. `lists`: the fields of Query whose objects the changes are about.
 */
export function isOutdated(answer: unknown, { objects, removed, whole }: Changes, lists: readonly string[]): boolean {
  const shown = objectsIn(answer);
  const differs = ([id, fields]: readonly [string, Fields]): boolean => {
    const found = shown.get(id);
    return (
      found === undefined || Object.keys(fields).some((name) => name in found && !isSame(fields[name], found[name]))
    );
  };
  const isGone = (id: string): boolean => whole !== null && !whole.has(id);
  return [...objects].some(differs) || [...removed].some((id) => shown.has(id)) || listedIn(answer, lists).some(isGone);
}

/** The ids of the objects in these lists of an answer, without objects inside them. */
function listedIn(answer: unknown, lists: readonly string[]): readonly string[] {
  const values = isObject(answer) ? lists.flatMap((list) => answer[list]) : [];
  return values.flatMap((value) => (isObject(value) && typeof value.id === 'string' ? value.id : []));
}

/** Inner objects are not compared: two documents may select other fields of them. */
function isSame(left: unknown, right: unknown): boolean {
  return left === right || (isObject(left) && isObject(right));
}

/** The objects with an `id`, by id. An object that is there twice has the fields of both. */
function objectsIn(value: unknown, found = new Map<string, Fields>()): Map<string, Fields> {
  if (!isObject(value)) return found;
  if (typeof value.id === 'string') found.set(value.id, { ...found.get(value.id), ...value });
  for (const inner of Object.values(value)) objectsIn(inner, found);
  return found;
}

function isSnapshotIn(value: unknown): boolean {
  return isObject(value) && (value.snapshot === true || Object.values(value).some(isSnapshotIn));
}

function removedIn(value: unknown): readonly string[] {
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    name === 'removed' && Array.isArray(inner) ? inner.map(String) : removedIn(inner),
  );
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null;
}
