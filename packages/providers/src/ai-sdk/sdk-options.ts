import type { SharedV4ProviderOptions } from '@ai-sdk/provider';
import { ownOptions, type ProviderOptions } from '../contract/provider-options.ts';
import { ownState, type ProviderState } from '../contract/provider-state.ts';

/** The recipient of a request: Penstock's provider, and its package's own name for options. */
export type SdkRecipient = {
  providerId: string;
  optionsName: string;
  /** Whether it accepts Bedrock's `cachePoint`. Default false. */
  takesCachePoints?: boolean;
};

/**
 * The options of a request, a message or a part for the package: the provider's own metadata, overridden by the
 * caller's options. Null for none.
 */
export function toSdkOptions(
  options: ProviderOptions | undefined,
  state: ProviderState | undefined,
  { providerId, optionsName }: SdkRecipient,
): SharedV4ProviderOptions | null {
  const identity = { providerId, dialect: 'ai-sdk' };
  const given = ownState(state, identity);
  const own = ownOptions(options, identity);
  if (own === null) return given === null ? null : (given as SharedV4ProviderOptions);
  // Both are JSON: from the package, and from a caller.
  const known = (given?.[optionsName] ?? {}) as Record<string, unknown>;
  return { ...given, [optionsName]: { ...known, ...own } } as SharedV4ProviderOptions;
}
