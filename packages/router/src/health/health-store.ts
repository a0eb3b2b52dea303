import type { HealthRecorder } from './health-recorder.ts';
import type { HealthView, ModelHealth } from './health-view.ts';
import type { ProbeResult, ProviderHealth } from './provider-health.ts';

/**
 * The health of all models and providers, from live traffic and probes. All evidence is plain data, so replicas can
 * exchange it. Every implementation passes `describeHealthStore` in `testing/conformance`.
 */
export interface HealthStore extends HealthView, HealthRecorder {
  /** Always returns a value. UNKNOWN for a provider without evidence. */
  readProvider(providerId: string): ProviderHealth;

  /** Call it at the end of a probe. `listed`: by model id, whether a local provider lists the model. */
  probeEnded(probe: ProbeResult, listed: Readonly<Record<string, boolean>>): void;

  /** Whether the provider's last traffic failed and no success followed. */
  isInDoubt(providerId: string): boolean;

  /**
   * Calls `listener` with each model whose health has changed, until the returned function is called. Changes of
   * status, reason and breaker are sent at once, changes of figures within a second.
   */
  subscribe(listener: (health: ModelHealth) => void): () => void;

  /** Drops all models except these. */
  retain(modelIds: ReadonlySet<string>): void;

  /** Stops its timers. Listeners receive nothing more. */
  close(): void;
}
