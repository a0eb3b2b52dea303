import type { ProviderState } from '@penstock/providers';
import { parseState } from '../../generation/input/parse-provider-members.ts';

/**
 * Before the state of another provider than Anthropic, which stands where Anthropic has its signature. Base64 of Anthropic
 * never holds a point.
 */
const prefix = 'penstock.';

/** A state that came back, with the id of the call that it belongs to; null for reasoning. */
export type ReturnedState = { state: ProviderState; callId: string | null };

/** A state as a text that clients send back unread, in a `signature` or in `redacted_thinking`. */
export function writeOpaqueState(state: ProviderState, callId: string | null = null): string {
  const value = callId === null ? state : { ...state, callId };
  return prefix + Buffer.from(JSON.stringify(value)).toString('base64url');
}

/** Reads such a text; null for one of Anthropic's own. Throws an `InputError` for one that was changed. */
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
