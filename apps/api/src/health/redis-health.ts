import { randomUUID } from 'node:crypto';
import {
  type AttemptRecord,
  type HealthOptions,
  type HealthStore,
  LocalHealth,
  type ModelHealth,
  type ProbeResult,
  type ProviderHealth,
} from '@penstock/router';
import type { Redis } from '../redis/redis.ts';

type Listed = Readonly<Record<string, boolean>>;

/** Evidence of one replica, as it is published to the others. */
type Evidence = {
  replica: string;
  attempts: readonly AttemptRecord[];
  probes: readonly { probe: ProbeResult; listed: Listed }[];
};

/** Time for which evidence is collected before it is published, milliseconds. */
const tellMs = 100;
/** The most attempts in one message. Of more attempts a random sample is sent, which has the same success rate. */
const mostAttempts = 200;
/** The longest message of a provider, characters. */
const longestMessage = 500;

/**
 * Health that replicas share. Each replica judges by its own evidence and by that of the others. Reads use memory only.
 * While Redis is unavailable each replica judges by its own evidence.
 */
export class RedisHealth implements HealthStore {
  readonly #local: LocalHealth;
  readonly #redis: Redis;
  readonly #channel: string;
  readonly #replica = randomUUID();
  readonly #leave: () => void;
  #attempts: AttemptRecord[] = [];
  #seen = 0;
  #probes: { probe: ProbeResult; listed: Listed }[] = [];
  #timer: NodeJS.Timeout | null = null;

  constructor(options: HealthOptions, redis: Redis, channel = 'penstock:health') {
    this.#local = new LocalHealth(options);
    this.#redis = redis;
    this.#channel = channel;
    this.#leave = redis.subscribe(channel, (message) => this.#hear(message));
  }

  read(modelId: string): ModelHealth {
    return this.#local.read(modelId);
  }

  readProvider(providerId: string): ProviderHealth {
    return this.#local.readProvider(providerId);
  }

  isInDoubt(providerId: string): boolean {
    return this.#local.isInDoubt(providerId);
  }

  describeUnlisted(modelId: string): string | null {
    return this.#local.describeUnlisted(modelId);
  }

  /** Published with the attempt, when that ends. */
  answerBegan(providerId: string): void {
    this.#local.answerBegan(providerId);
  }

  attemptEnded(attempt: AttemptRecord): void {
    this.#local.attemptEnded(attempt);
    if (this.#redis.isAway || attempt.outcome === 'cancelled' || attempt.outcome === 'skipped') return;
    this.#seen += 1;
    // Each attempt has the same chance to be in the sample.
    const place = this.#attempts.length < mostAttempts ? this.#attempts.length : Math.floor(Math.random() * this.#seen);
    if (place < mostAttempts) this.#attempts[place] = attempt;
    this.#tellLater();
  }

  probeEnded(probe: ProbeResult, listed: Listed): void {
    this.#local.probeEnded(probe, listed);
    if (this.#redis.isAway) return;
    this.#probes.push({ probe, listed });
    this.#tellLater();
  }

  subscribe(listener: (health: ModelHealth) => void): () => void {
    return this.#local.subscribe(listener);
  }

  retain(modelIds: ReadonlySet<string>): void {
    this.#local.retain(modelIds);
  }

  close(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#leave();
    this.#local.close();
  }

  #tellLater(): void {
    this.#timer ??= setTimeout(() => this.#tell(), tellMs).unref();
  }

  #tell(): void {
    this.#timer = null;
    const evidence: Evidence = {
      replica: this.#replica,
      attempts: this.#attempts.map(toEvidence),
      probes: this.#probes,
    };
    this.#attempts = [];
    this.#seen = 0;
    this.#probes = [];
    this.#redis.ask((commands) => commands.publish(this.#channel, JSON.stringify(evidence))).catch(() => {});
  }

  #hear(message: string): void {
    const { replica, attempts, probes } = JSON.parse(message) as Evidence;
    if (replica === this.#replica) return;
    for (const attempt of attempts) this.#local.attemptEnded(attempt);
    for (const { probe, listed } of probes) this.#local.probeEnded(probe, listed);
  }
}

/** The attempt without the members that health does not read. */
function toEvidence(attempt: AttemptRecord): AttemptRecord {
  const { rawUsage: _, warnings: __, errorMessage, ...facts } = attempt;
  return { ...facts, rawUsage: null, errorMessage: errorMessage?.slice(0, longestMessage) ?? null };
}
