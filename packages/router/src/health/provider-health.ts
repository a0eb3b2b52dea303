import type { ProviderErrorKind } from '@penstock/providers';

/** What is known of a provider at one moment. */
export type ProviderHealth = {
  providerId: string;
  /** UNAVAILABLE: misconfigured, or it did not answer the last probe. UNKNOWN: nothing was heard of it. */
  status: 'AVAILABLE' | 'UNAVAILABLE' | 'UNKNOWN';
  /** Its key is refused or its account is empty: only an operator can mend it. */
  isMisconfigured: boolean;
  /** One sentence when the status is not AVAILABLE, else null. */
  reason: string | null;
  /** Epoch milliseconds of the last evidence, null for none. */
  checkedAtMs: number | null;
  /** How long the last probe took, milliseconds; null without one. */
  probeLatencyMs: number | null;
};

/** How a probe came out. */
export type ProbeResult = {
  providerId: string;
  isReachable: boolean;
  /** Milliseconds. */
  latencyMs: number;
  /** Epoch milliseconds of its end. */
  checkedAtMs: number;
  /** Upstream names of the models that the provider lists; empty when it did not answer. */
  modelNames: readonly string[];
  /** Null when it answered. */
  errorKind: ProviderErrorKind | null;
  errorMessage: string | null;
};
