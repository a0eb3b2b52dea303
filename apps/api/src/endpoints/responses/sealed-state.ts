import type { ProviderState } from '@penstock/providers';
import { parseState } from '../../generation/input/parse-provider-members.ts';

/** What an item carries for the next turn. `text`: the state belongs to an empty text, and not to reasoning. */
export type Sealed = { state: ProviderState; part: 'reasoning' | 'text' };

/** What our texts begin with. Those of OpenAI begin in another way. */
const mark = 'penstock.';
/** Characters of such a text. */
const longest = 2_000_000;
/** Characters of the text of another service that is passed on. */
export const longestForeign = 1_000_000;

/** The state of a provider as one text, for `encrypted_content`: clients send it back as it came. */
export function sealState({ state, part }: Sealed): string {
  const { providerId, dialect, value } = state;
  return mark + Buffer.from(JSON.stringify([providerId, dialect, value, part])).toString('base64url');
}

/** Null for a text of another service. Throws an `InputError` for one of ours that was changed or is too large. */
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
