import type { AttemptRecord } from '../attempt.ts';
import { describeHealthStore } from '../testing/conformance/describe-health-store.ts';
import type { HealthStore } from './health-store.ts';
import type { ModelHealth } from './health-view.ts';
import { type HealthOptions, LocalHealth } from './local-health.ts';
import type { ProbeResult, ProviderHealth } from './provider-health.ts';

describeHealthStore('in this process', (options) => new LocalHealth(options));

type Message =
  | { type: 'answer-began'; providerId: string }
  | { type: 'attempt-ended'; attempt: AttemptRecord }
  | { type: 'probe-ended'; probe: ProbeResult; listed: Readonly<Record<string, boolean>> };

/** The health of a replica without calls, which receives the evidence of others as JSON text. */
class RemoteHealth implements HealthStore {
  readonly #health: LocalHealth;

  constructor(options: HealthOptions) {
    this.#health = new LocalHealth(options);
  }

  answerBegan(providerId: string): void {
    this.#receive(JSON.stringify({ type: 'answer-began', providerId } satisfies Message));
  }

  attemptEnded(attempt: AttemptRecord): void {
    this.#receive(JSON.stringify({ type: 'attempt-ended', attempt } satisfies Message));
  }

  probeEnded(probe: ProbeResult, listed: Readonly<Record<string, boolean>>): void {
    this.#receive(JSON.stringify({ type: 'probe-ended', probe, listed } satisfies Message));
  }

  describeUnlisted(modelId: string): string | null {
    return this.#health.describeUnlisted(modelId);
  }

  read(modelId: string): ModelHealth {
    return this.#health.read(modelId);
  }

  readProvider(providerId: string): ProviderHealth {
    return this.#health.readProvider(providerId);
  }

  isInDoubt(providerId: string): boolean {
    return this.#health.isInDoubt(providerId);
  }

  subscribe(listener: (health: ModelHealth) => void): () => void {
    return this.#health.subscribe(listener);
  }

  retain(modelIds: ReadonlySet<string>): void {
    this.#health.retain(modelIds);
  }

  close(): void {
    this.#health.close();
  }

  #receive(text: string): void {
    const message = JSON.parse(text) as Message;
    if (message.type === 'answer-began') this.#health.answerBegan(message.providerId);
    else if (message.type === 'attempt-ended') this.#health.attemptEnded(message.attempt);
    else this.#health.probeEnded(message.probe, message.listed);
  }
}

describeHealthStore('of another replica, by JSON text', (options) => new RemoteHealth(options));
