/**
 * What a provider handed out with a part and wants back with the next turn: a signature, hidden thoughts, the member that
 * the thoughts came in. It is opaque to everything but the dialect that made it, and may be written as JSON.
 */
export type ProviderState = {
  /** The provider that gave it. */
  providerId: string;
  /** The protocol that it was given in: `anthropic`, `ai-sdk`. */
  dialect: string;
  value: Readonly<Record<string, unknown>>;
};

/** The value of a state that this provider gave in this dialect; null for another's, which it must not see. */
export function ownState(
  state: ProviderState | undefined,
  { providerId, dialect }: Pick<ProviderState, 'providerId' | 'dialect'>,
): ProviderState['value'] | null {
  if (state === undefined) return null;
  return state.providerId === providerId && state.dialect === dialect ? state.value : null;
}

/** The characters that a state takes as JSON; 0 for none. */
export function sizeOfState(state: ProviderState | undefined): number {
  return state === undefined ? 0 : JSON.stringify(state.value).length;
}
