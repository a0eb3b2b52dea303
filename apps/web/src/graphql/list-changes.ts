type Fields = Readonly<Record<string, unknown>>;

/** The newest states of the objects of a list, and the ids of removed ones. */
export type Changes = { objects: ReadonlyMap<string, Fields>; removed: ReadonlySet<string> };

/** Adds an event with `removed` ids to earlier changes. Every other object with an `id` in it is in the list. */
export function addChanges(before: Changes | undefined, event: unknown): Changes {
  const objects = new Map(before?.objects);
  const removed = new Set(before?.removed);
  for (const id of removedIn(event)) {
    objects.delete(id);
    removed.add(id);
  }
  for (const [id, fields] of objectsIn(event)) {
    objects.set(id, fields);
    removed.delete(id);
  }
  return { objects, removed };
}

/** Whether the answer of a query lacks a changed object, has another state of it, or has a removed one. */
export function isOutdated(answer: unknown, { objects, removed }: Changes): boolean {
  const shown = objectsIn(answer);
  const differs = ([id, fields]: readonly [string, Fields]): boolean => {
    const found = shown.get(id);
    return (
      found === undefined || Object.keys(fields).some((name) => name in found && !isSame(fields[name], found[name]))
    );
  };
  return [...objects].some(differs) || [...removed].some((id) => shown.has(id));
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

function removedIn(value: unknown): readonly string[] {
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    name === 'removed' && Array.isArray(inner) ? inner.map(String) : removedIn(inner),
  );
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null;
}
