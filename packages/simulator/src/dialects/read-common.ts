import { Refusal } from '../response/refusal.ts';

/** Any key is right but an empty one and one that starts with `bad`. */
export function checkKey(key: string | null, wording: { missing: string; wrong: string }): void {
  if (key === null || key === '') throw new Refusal({ kind: 'missing-key', message: wording.missing });
  if (key.startsWith('bad')) throw new Refusal({ kind: 'wrong-key', message: wording.wrong });
}

/** The key of `Authorization: Bearer KEY`, null where there is none. */
export function bearerKey(headers: Readonly<Record<string, string>>): string | null {
  return /^Bearer\s+(\S*)$/i.exec((headers.authorization ?? '').trimEnd())?.[1] ?? null;
}
