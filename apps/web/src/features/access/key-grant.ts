import type { ConsoleViewer } from './use-viewer.ts';

type KeyInUse = Pick<ConsoleViewer, 'apiKey'>;

/** Whether the key in use allows a model: by its id, or by a pattern in which `*` stands for any characters. */
export function allowsModel({ apiKey }: KeyInUse, id: string): boolean {
  const patterns = apiKey?.models ?? null;
  return patterns === null || patterns.some((pattern) => covers(pattern, id));
}

/** Whether the key in use allows a strategy. */
export function allowsStrategy({ apiKey }: KeyInUse, strategy: string): boolean {
  const own: readonly string[] | null = apiKey?.strategies ?? null;
  return own === null || own.includes(strategy);
}

function covers(pattern: string, id: string): boolean {
  const [first = '', ...parts] = pattern.split('*');
  if (parts.length === 0) return pattern === id;
  if (!id.startsWith(first)) return false;
  let from = first.length;
  const last = parts.pop() ?? '';
  for (const part of parts) {
    const at = id.indexOf(part, from);
    if (at === -1) return false;
    from = at + part.length;
  }
  return id.length >= from + last.length && id.endsWith(last);
}
