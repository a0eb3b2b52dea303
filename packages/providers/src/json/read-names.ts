import { readObject, readText } from './read-json-value.ts';

/**
 * The names in a list of models: the text of each object under `name`. Objects without it are omitted. Null for a value
 * that is not such a list.
 */
export function readNames(list: unknown, name: string): readonly string[] | null {
  if (!Array.isArray(list)) return null;
  const names = list.flatMap((item) => readText(readObject(item)?.[name]) ?? []);
  return names.length === 0 && list.length > 0 ? null : names;
}
