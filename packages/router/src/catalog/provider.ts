import type { ProviderSettings } from '@penstock/providers';
import type { RetryPolicy, Timeouts } from '../policy/policy.ts';

/** A provider as it can be used now: the policy, its vendor and the environment put together. Frozen. */
export type Provider = {
  id: string;
  /** The vendor whose adapter serves it; null for one that is reached by its dialect alone. */
  vendorId: string | null;
  /** For people: `OpenAI`. */
  displayName: string;
  dialect: string;
  /**
   * Where it is reached, as it may be shown: without a user, a password and a query, and as the policy writes it where a
   * variable stands in it. The vendor's own address included; null where none is known (yet).
   */
  baseUrl: string | null;
  isLocal: boolean;
  /** The simulator within the service. */
  isSandbox: boolean;
  /** Key and address are there, as far as it needs them. Says nothing of whether they are right. */
  isConfigured: boolean;
  /** What is missing when it is not configured, as `set OPENAI_API_KEY`; else null. */
  setupHint: string | null;
  /** For the adapter; its `baseUrl` is null for the vendor's own address. Holds the key: never logged, never sent out. */
  settings: ProviderSettings;
  timeouts: Timeouts;
  retry: RetryPolicy;
};
