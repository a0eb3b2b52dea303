/**
 * Data that a provider returns with a part and expects back with the next turn. Examples are a signature and hidden
 * reasoning. Only its dialect reads it. It can be written as JSON.
 */
export type ProviderState = {
  /**
   * The provider that returned it. Null if the caller's protocol does not tell. Then every provider gets it that can
   * read it and does not refuse it.
   */
  providerId: string | null;
  /** The protocol that returned it: `anthropic`, `ai-sdk`. */
  dialect: string;
  value: Readonly<Record<string, unknown>>;
};

/** A provider, and the protocol of its calls. */
export type StateReader = {
  providerId: string;
  dialect: string;
  /** Whether it accepts the state of an unknown provider. Default true. */
  takesUnclaimedState?: boolean;
};

/**
 * The value of a state that this provider returned in this dialect. Null for another provider's state, which it must
 * not see.
 */
export function ownState(
  state: ProviderState | undefined,
  { providerId, dialect, takesUnclaimedState = true }: StateReader,
): ProviderState['value'] | null {
  if (state === undefined || state.dialect !== dialect) return null;
  const isForIt = state.providerId === null ? takesUnclaimedState : state.providerId === providerId;
  return isForIt ? state.value : null;
}

/**
 * The value of a state that came back through OpenAI's protocol, in that protocol's members (`reasoning_details`,
 * `extra_content`). Null for another provider's state.
 */
export function stateInOpenAiForm(
  state: ProviderState | undefined,
  { providerId }: Pick<StateReader, 'providerId'>,
): ProviderState['value'] | null {
  return ownState(state, { providerId, dialect: 'openai' });
}

/** Whether a part came from the caller, and not from a known provider. */
export function isCallersOwn({ state }: { state?: ProviderState }): boolean {
  return state === undefined || state.providerId === null;
}

/** The length of a state as JSON, in characters. 0 for none. */
export function sizeOfState(state: ProviderState | undefined): number {
  return state === undefined ? 0 : JSON.stringify(state.value).length;
}
