import type { ProviderSettings } from '@penstock/providers';
import type { OpenAiApi, RetryPolicy, Timeouts } from '../policy/provider-policy.ts';

/** A provider with its current settings, from policy, vendor and environment. Frozen. */
export type Provider = {
  id: string;
  /** The vendor whose adapter serves it; null for a provider with a dialect only. */
  vendorId: string | null;
  /** For people: `OpenAI`. */
  displayName: string;
  dialect: string;
  /**
   * The address in a form that may be shown: without user, password and query. Where it comes from a variable, as the
   * policy writes it. Null where none is known (yet).
   */
  baseUrl: string | null;
  isLocal: boolean;
  /** The simulator within the service. */
  isSandbox: boolean;
  /** Whether the required key and address are set. They may still be wrong. */
  isConfigured: boolean;
  /** The missing settings when it is not configured, as `set OPENAI_API_KEY`; else null. */
  setupHint: string | null;
  /**
   * For the adapter; its `baseUrl` is null for the vendor's own address. Holds the key: never log it, never send it to
   * callers.
   */
  settings: ProviderSettings;
  /** How its models are called, where it has both of OpenAI's protocols. */
  api: OpenAiApi;
  /** Members that the policy adds to every request; null for none. */
  extraBody: Readonly<Record<string, unknown>> | null;
  /** Whether a stated cost counts: always, only before the price list's (not the policy's), or never before a price. */
  statedCost: 'first' | 'before-list' | 'unpriced';
  timeouts: Timeouts;
  retry: RetryPolicy;
};
