import { type ProviderOptions, unreadMembers } from '@penstock/providers';
import { parseUnread } from '../generation/input/parse-provider-members.ts';

type JsonObject = Readonly<Record<string, unknown>>;

/** The options that hold unread members; without the member if there are none. */
export type Unread = { providerOptions?: ProviderOptions };

const nothing: Unread = Object.freeze({});

/**
 * The members of an object that Penstock does not use, for providers of the same protocol. `known`: the members that
 * were read. `inner`: an inner object that was read too, with its known members. `protocol`: the key of the options, by
 * default OpenAI's. Empty members are left out. Throws an `InputError` if they are too large.
 */
export function unreadOf(
  object: object,
  known: ReadonlySet<string>,
  path: string,
  inner: readonly [name: string, known: ReadonlySet<string>] | null = null,
  protocol: string = unreadMembers,
): Unread {
  const members = membersBeyond(object as JsonObject, known);
  const nested = inner === null ? null : innerOf((object as JsonObject)[inner[0]], inner[1]);
  if (members === null && nested === null) return nothing;
  const unread = { ...members, ...(inner !== null && nested !== null && { [inner[0]]: nested }) };
  return { providerOptions: { [protocol]: parseUnread(unread, path) } };
}

function innerOf(value: unknown, known: ReadonlySet<string>): JsonObject | null {
  return typeof value === 'object' && value !== null ? membersBeyond(value as JsonObject, known) : null;
}

function membersBeyond(object: JsonObject, known: ReadonlySet<string>): JsonObject | null {
  const found: [string, unknown][] = [];
  for (const name of Object.keys(object)) {
    if (known.has(name) || saysNothing(object[name])) continue;
    found.push([name, object[name]]);
  }
  return found.length === 0 ? null : Object.fromEntries(found);
}

/** Clients send messages back unchanged, with members that are null or empty lists. */
function saysNothing(value: unknown): boolean {
  return value === null || value === undefined || (Array.isArray(value) && value.length === 0);
}
