import type { ProviderState } from '@penstock/providers';
import { nativeBlockOf } from '@penstock/providers';
import { parseState } from '../../generation/input/parse-provider-members.ts';

/** The dialect of providers that are called by this protocol. */
export const ownDialect = 'responses';

type JsonObject = Readonly<Record<string, unknown>>;

/** Members of items that no other protocol knows. They travel as the state of a text or a call. */
export type OwnMembers = { phase?: string; namespace?: string };

/** The members of an item that its provider gave; empty for another provider's. */
export function membersOf(state: ProviderState | undefined): OwnMembers {
  if (state?.dialect !== ownDialect) return {};
  const { phase, namespace } = state.value;
  return {
    ...(typeof phase === 'string' && { phase }),
    ...(typeof namespace === 'string' && { namespace }),
  };
}

/** The sources that a text cites. */
export function annotationsOf(state: ProviderState | undefined): readonly unknown[] {
  const annotations = state?.dialect === ownDialect ? state.value.annotations : null;
  return Array.isArray(annotations) ? annotations : [];
}

/** The item of a tool that the provider ran itself; null for a state of anything else. */
export function nativeItemOf(state: ProviderState): (JsonObject & { id: string }) | null {
  if (state.dialect !== ownDialect) return null;
  const block = nativeBlockOf({ type: 'text', text: '', state });
  return block !== null && typeof block.id === 'string' ? { ...block, id: block.id } : null;
}

/**
 * What a client sends back of another service, or without what Penstock gave with it: any provider of this protocol may
 * read it. Undefined for nothing.
 */
export function unclaimedState(value: JsonObject, path: string): ProviderState | undefined {
  const said = Object.entries(value).filter(([, one]) => one != null);
  if (said.length === 0) return undefined;
  return parseState({ providerId: null, dialect: ownDialect, value: Object.fromEntries(said) }, path);
}
