import type { Subject } from '../subject.ts';
import { fillString } from './fill-string.ts';
import type { Filling } from './filling.ts';

/** An object for JSON mode without a schema, with the keys that the prompt names, if any. */
export function freeJson(filling: Filling): Record<string, unknown> {
  const keys = namedKeys(filling.subject);
  if (keys.length > 0) {
    return Object.fromEntries(
      keys.map((key, turn) => [key, fillString({}, { ...filling, turn }, { property: key, depth: 1 })]),
    );
  }
  return {
    topic: filling.subject.topics[0],
    related: filling.subject.topics.slice(1),
    summary: fillString({}, filling, { property: 'summary', depth: 1 }),
    source: 'sandbox',
  };
}

/** `with keys "name" and "city"`, `fields name, city`. */
function namedKeys({ prompt }: Subject): string[] {
  const clause = /\b(?:keys?|fields?|properties|property|attributes?)\b:?\s+([^.;\n]{1,200})/i.exec(prompt)?.[1];
  if (clause === undefined) return [];
  return clause
    .split(/,|\band\b/)
    .map((part) => /^\W*([A-Za-z_][\w-]{0,40})\W*$/.exec(part.trim())?.[1] ?? '')
    .filter((key) => key !== '')
    .slice(0, 20);
}
