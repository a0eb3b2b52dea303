import type { ProviderSettings } from '@penstock/providers';
import type { OpenAiApi, RetryPolicy, Timeouts } from '../policy/provider-policy.ts';

/** A provider with its current settings, from policy, vendor and environment. Frozen. */
export type Provider = {
  id: string;
  /** The vendor whose adapter serves it. Null for a provider with only a dialect. */
  vendorId: string | null;
  /** Display name: `OpenAI`. */
  displayName: string;
  dialect: string;
  /**
   * The address in a form that may be shown: without user, password and query. For an address from a variable, the text
   * of the policy. Null if no address is known (yet).
   */
  baseUrl: string | null;
  isLocal: boolean;
  /** Whether it is the simulator within the service. */
  isSandbox: boolean;
  /** Whether the required key and address are set. They may still be wrong. */
  isConfigured: boolean;
  /** The missing settings if it is not configured, as `set OPENAI_API_KEY`. Else null. */
  setupHint: string | null;
  /**
   * The settings for the adapter. `baseUrl` is null for the vendor's own address. They contain the key: never log them,
   * never send them to callers.
   */
  settings: ProviderSettings;
  /** The protocol for its models, if it has both of OpenAI's protocols. */
  api: OpenAiApi;
  /** Members that the policy adds to every request. Null for none. */
  extraBody: Readonly<Record<string, unknown>> | null;
  /**
   * Whether a stated cost counts: always, only before the price list's price (not the policy's), or only without a
   * price.
   */
  statedCost: 'first' | 'before-list' | 'unpriced';
  timeouts: Timeouts;
  retry: RetryPolicy;
};
