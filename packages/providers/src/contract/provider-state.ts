/**
 * Data that a provider returns with a part and expects back with the next turn. Examples are a signature and hidden
 * reasoning. Opaque to everything but the dialect that made it. It can be written as JSON.
 */
export type ProviderState = {
  /** The provider that gave it. */
  providerId: string;
  /** The protocol of the data: `anthropic`, `ai-sdk`. */
  dialect: string;
  value: Readonly<Record<string, unknown>>;
};

/** The value of a state of this provider in this dialect. Null for another provider's state, which it must not see. */
export function ownState(
  state: ProviderState | undefined,
  { providerId, dialect }: Pick<ProviderState, 'providerId' | 'dialect'>,
): ProviderState['value'] | null {
  if (state === undefined) return null;
  return state.providerId === providerId && state.dialect === dialect ? state.value : null;
}

/** The length of a state as JSON, in characters; 0 for none. */
export function sizeOfState(state: ProviderState | undefined): number {
  return state === undefined ? 0 : JSON.stringify(state.value).length;
}
