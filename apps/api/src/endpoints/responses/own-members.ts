import type { ProviderState } from '@penstock/providers';
import { nativeBlockOf } from '@penstock/providers';
import { parseState } from '../../generation/input/parse-provider-members.ts';

/** The dialect of providers that Penstock calls by this protocol. */
export const ownDialect = 'responses';

type JsonObject = Readonly<Record<string, unknown>>;

/** Members of items that only this protocol has. They are kept as the state of a text or a call. */
export type OwnMembers = { phase?: string; namespace?: string };

/** The members of an item from its provider; empty for a provider of another dialect. */
export function membersOf(state: ProviderState | undefined): OwnMembers {
  if (state?.dialect !== ownDialect) return {};
  const { phase, namespace } = state.value;
  return {
    ...(typeof phase === 'string' && { phase }),
    ...(typeof namespace === 'string' && { namespace }),
  };
}

/** The item of a tool that the provider ran itself; null for any other state. */
export function nativeItemOf(state: ProviderState): (JsonObject & { id: string }) | null {
  if (state.dialect !== ownDialect) return null;
  const block = nativeBlockOf({ type: 'text', text: '', state });
  return block !== null && typeof block.id === 'string' ? { ...block, id: block.id } : null;
}

/**
 * State from another service, or from an item without Penstock's own state. Any provider of this protocol gets it.
 * Undefined for none.
 */
export function unclaimedState(value: JsonObject, path: string): ProviderState | undefined {
  const said = Object.entries(value).filter(([, one]) => one != null);
  if (said.length === 0) return undefined;
  return parseState({ providerId: null, dialect: ownDialect, value: Object.fromEntries(said) }, path);
}
