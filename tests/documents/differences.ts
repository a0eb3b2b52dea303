/**
 * The differences between an answer and the answer in a document. An object in the document may omit members. `…` in a
 * text stands for any characters, and as the last item of a list for any further items.
 */
export function differences(shown: unknown, actual: unknown, path = 'answer'): readonly string[] {
  if (Array.isArray(shown)) return ofLists(shown, actual, path);
  if (isObject(shown)) {
    if (!isObject(actual)) return [`${path} is ${JSON.stringify(actual)}, not an object`];
    return Object.entries(shown).flatMap(([name, value]) => differences(value, actual[name], `${path}.${name}`));
  }
  const isSame = typeof shown === 'string' && typeof actual === 'string' ? fits(shown, actual) : shown === actual;
  return isSame ? [] : [`${path} is ${JSON.stringify(actual)}, not ${JSON.stringify(shown)}`];
}

function ofLists(shown: readonly unknown[], actual: unknown, path: string): readonly string[] {
  if (!Array.isArray(actual)) return [`${path} is ${JSON.stringify(actual)}, not a list`];
  const isOpen = shown.at(-1) === '…';
  const items = isOpen ? shown.slice(0, -1) : shown;
  if (isOpen ? actual.length < items.length : actual.length !== items.length) {
    return [`${path} has ${actual.length} items, not ${items.length}: ${JSON.stringify(actual)}`];
  }
  return items.flatMap((item, index) => differences(item, actual[index], `${path}[${index}]`));
}

function fits(shown: string, actual: string): boolean {
  const parts = shown.split('…').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
  return new RegExp(`^${parts.join('.*')}$`, 's').test(actual);
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
