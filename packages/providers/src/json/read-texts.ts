import { readList, readObject, readText } from './read-json-value.ts';

/** The text that each object of a list holds under a name; what has none is left out. */
export function readTexts(list: unknown, name: string): readonly string[] {
  return readList(list).flatMap((item) => readText(readObject(item)?.[name]) ?? []);
}
