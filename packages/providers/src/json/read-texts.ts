import { readList, readObject, readText } from './read-json-value.ts';

/** The text of each object of a list under a name. Objects without it are left out. */
export function readTexts(list: unknown, name: string): readonly string[] {
  return readList(list).flatMap((item) => readText(readObject(item)?.[name]) ?? []);
}
