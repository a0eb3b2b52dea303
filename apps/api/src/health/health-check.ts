import type { ModelHealth } from '@penstock/router';

/** The target of a check; both null: all configured providers. The ids exist in the catalog. */
export type HealthCheckTarget = { modelId: string | null; providerId: string | null };

/** The result of a check. */
export type HealthCheckResult = {
  providerId: string;
  /** Null if the whole provider was checked. */
  modelId: string | null;
  status: ModelHealth['status'];
  /** Milliseconds; null if there was no answer. */
  latencyMs: number | null;
  /** One sentence. */
  message: string;
};
