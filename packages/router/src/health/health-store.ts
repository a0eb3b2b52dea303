import type { HealthRecorder } from './health-recorder.ts';
import type { HealthView, ModelHealth } from './health-view.ts';
import type { ProbeResult, ProviderHealth } from './provider-health.ts';

/**
 * What live traffic and probes say of all models and providers. All evidence that goes in is plain data, so a replica can
 * pass it on to others. Every implementation passes `describeHealthStore` in `testing/conformance`.
 */
export interface HealthStore extends HealthView, HealthRecorder {
  /** Always answers; UNKNOWN for a provider that nothing was heard of. */
  readProvider(providerId: string): ProviderHealth;

  /** A probe is over. `listed`: for models of a local provider by their ids, whether it has them. */
  probeEnded(probe: ProbeResult, listed: Readonly<Record<string, boolean>>): void;

  /** Whether the provider's last traffic failed and nothing good was heard of it since. */
  isInDoubt(providerId: string): boolean;

  /**
   * Calls `listener` with each model whose health has changed: at once for status, reason and breaker, within a second
   * for figures; until the returned function is called.
   */
  subscribe(listener: (health: ModelHealth) => void): () => void;

  /** Forgets all models but these. */
  retain(modelIds: ReadonlySet<string>): void;

  /** Ends its timers; listeners hear nothing more. */
  close(): void;
}
