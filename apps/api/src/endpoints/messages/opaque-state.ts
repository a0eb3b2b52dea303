import type { ProviderState } from '@penstock/providers';
import { parseState } from '../../generation/input/parse-provider-members.ts';

/**
 * The prefix of another provider's state in a place where Anthropic has its signature. Base64 of Anthropic never
 * contains a point.
 */
const prefix = 'penstock.';

/** A state that came back, with the id of its call; null for reasoning. */
export type ReturnedState = { state: ProviderState; callId: string | null };

/** A state as a text that clients send back unread, in a `signature` or in `redacted_thinking`. */
export function writeOpaqueState(state: ProviderState, callId: string | null = null): string {
  const value = callId === null ? state : { ...state, callId };
  return prefix + Buffer.from(JSON.stringify(value)).toString('base64url');
}

/** Reads such a text; null for a text of Anthropic. Throws an `InputError` for a text that was changed. */
export function readOpaqueState(text: string, path: string): ReturnedState | null {
  if (!text.startsWith(prefix)) return null;
  const value = parse(text.slice(prefix.length));
  const state = parseState(value, path);
  if (state === undefined) return null;
  const callId = typeof value === 'object' && value !== null && 'callId' in value ? value.callId : null;
  return { state, callId: typeof callId === 'string' ? callId : null };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch {
    return {};
  }
}
