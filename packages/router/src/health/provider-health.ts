import type { ProviderErrorKind } from '@penstock/providers';

/** The health of a provider at one moment. */
export type ProviderHealth = {
  providerId: string;
  /** UNAVAILABLE: misconfigured, or no answer to the last probe. UNKNOWN: no evidence. */
  status: 'AVAILABLE' | 'UNAVAILABLE' | 'UNKNOWN';
  /** Its key is refused or its account is empty: only an operator can fix it. */
  isMisconfigured: boolean;
  /** One sentence when the status is not AVAILABLE, else null. */
  reason: string | null;
  /** Epoch milliseconds of the last evidence, null for none. */
  checkedAtMs: number | null;
  /** Duration of the last probe, milliseconds; null without one. */
  probeLatencyMs: number | null;
};

/** The result of a probe. */
export type ProbeResult = {
  providerId: string;
  isReachable: boolean;
  /**
   * A local provider took the connection and did not answer in time: it may load a model, or serve one request after the
   * other. It may still be called. Absent: no.
   */
  isBusy?: true;
  /** It runs on the operator's own machines: its list may need more rights than its models do. Absent: no. */
  isLocal?: true;
  /** Milliseconds. */
  latencyMs: number;
  /** Epoch milliseconds of its end. */
  checkedAtMs: number;
  /** Upstream names of the provider's models; empty when it did not answer. */
  modelNames: readonly string[];
  /** Null when it answered. */
  errorKind: ProviderErrorKind | null;
  errorMessage: string | null;
};
