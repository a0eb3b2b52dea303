import type { ProviderErrorKind } from '@penstock/providers';

/** The health of a provider at one moment. */
export type ProviderHealth = {
  providerId: string;
  /** UNAVAILABLE: misconfigured, or no answer to the last probe. UNKNOWN: no evidence. */
  status: 'AVAILABLE' | 'UNAVAILABLE' | 'UNKNOWN';
  /** Whether its key is refused or its account is empty: only an operator can fix it. */
  isMisconfigured: boolean;
  /** One sentence if the status is not AVAILABLE, else null. */
  reason: string | null;
  /** Epoch milliseconds of the last evidence. Null for none. */
  checkedAtMs: number | null;
  /** Duration of the last probe, milliseconds. Null without a probe. */
  probeLatencyMs: number | null;
};

/** The result of a probe. */
export type ProbeResult = {
  providerId: string;
  isReachable: boolean;
  /**
   * Whether a local provider took the connection and did not answer in time. It may load a model, or serve one request
   * after the other. It may still be called. Absent: no.
   */
  isBusy?: true;
  /**
   * Whether it runs on the operator's own machines, where its list may need more permissions than its models. Absent:
   * no.
   */
  isLocal?: true;
  /** Milliseconds. */
  latencyMs: number;
  /** Epoch milliseconds of its end. */
  checkedAtMs: number;
  /** Upstream names of the provider's models. Empty if it did not answer. */
  modelNames: readonly string[];
  /** Null if it answered. */
  errorKind: ProviderErrorKind | null;
  errorMessage: string | null;
};
