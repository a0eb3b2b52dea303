import type { ModelHealth } from '@penstock/router';

/** What to ask; both null: everything that is configured. The ids exist in the catalog. */
export type HealthCheckTarget = { modelId: string | null; providerId: string | null };

/** What was answered. */
export type HealthCheckResult = {
  providerId: string;
  /** Null when the provider as a whole was asked. */
  modelId: string | null;
  status: ModelHealth['status'];
  /** Milliseconds; null when nothing answered. */
  latencyMs: number | null;
  /** One sentence. */
  message: string;
};
