import type { ProviderState } from '@penstock/providers';
import { parseState } from '../../generation/input/parse-provider-members.ts';

/** The state of an item for the next turn. `part`: whether it belongs to reasoning or to an empty text. */
export type Sealed = { state: ProviderState; part: 'reasoning' | 'text' };

/** The prefix of our texts; those of OpenAI have another one. */
const mark = 'penstock.';
/** The longest text of ours, characters. */
const longest = 2_000_000;
/** The longest text of another service that is passed on, characters. */
export const longestForeign = 1_000_000;

/** The state of a provider as one text, for `encrypted_content`. Clients send it back unchanged. */
export function sealState({ state, part }: Sealed): string {
  const { providerId, dialect, value } = state;
  return mark + Buffer.from(JSON.stringify([providerId, dialect, value, part])).toString('base64url');
}

/**
 * Reads such a text; null for a text of another service or a longer one than `longest`. Throws an `InputError` for a
 * state that was changed or is too large.
 */
export function openState(text: string, path: string): Sealed | null {
  if (!text.startsWith(mark) || text.length > longest) return null;
  const [providerId, dialect, value, part] = readJson(text.slice(mark.length));
  const state = parseState({ providerId, dialect, value }, path);
  return state === undefined ? null : { state, part: part === 'text' ? 'text' : 'reasoning' };
}

function readJson(text: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}
