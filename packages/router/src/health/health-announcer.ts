import type { Clock, Timer } from '../clock.ts';
import type { ModelHealth } from './health-view.ts';

/** The interval of updates to listeners, and the maximum delay of a change by time alone. Milliseconds. */
const tickMs = 1_000;

type Listener = (health: ModelHealth) => void;

/** Sends changes to listeners: status changes at once, figures once a second. Without listeners it does nothing. */
export class HealthAnnouncer {
  readonly #clock: Clock;
  readonly #read: (modelId: string) => ModelHealth;
  readonly #models: () => Iterable<{ id: string }>;
  readonly #listeners = new Set<Listener>();
  readonly #sent = new Map<string, ModelHealth>();
  #timer: Timer | null = null;

  constructor(clock: Clock, read: (modelId: string) => ModelHealth, models: () => Iterable<{ id: string }>) {
    this.#clock = clock;
    this.#read = read;
    this.#models = models;
  }

  subscribe(listener: Listener): () => void {
    if (this.#listeners.size === 0) this.#begin();
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) this.stop();
    };
  }

  /** Call it after new evidence of a model. A new status is sent at once, other changes with the next tick. */
  noticed(modelId: string): void {
    if (this.#listeners.size === 0) return;
    const health = this.#read(modelId);
    const sent = this.#sent.get(modelId);
    if (sent === undefined || !isJudgedAlike(sent, health)) this.#send(health);
  }

  /** Drops all models except these. */
  retain(modelIds: ReadonlySet<string>): void {
    for (const modelId of this.#sent.keys()) if (!modelIds.has(modelId)) this.#sent.delete(modelId);
  }

  stop(): void {
    this.#timer?.cancel();
    this.#timer = null;
    this.#sent.clear();
  }

  #begin(): void {
    for (const { id } of this.#models()) this.#sent.set(id, this.#read(id));
    this.#tickLater();
  }

  #tickLater(): void {
    this.#timer = this.#clock.after(tickMs, () => {
      for (const { id } of this.#models()) {
        const health = this.#read(id);
        const sent = this.#sent.get(id);
        if (sent === undefined || !isJudgedAlike(sent, health) || !isMeasuredAlike(sent, health)) this.#send(health);
      }
      this.#tickLater();
    });
    this.#timer.unref();
  }

  #send(health: ModelHealth): void {
    this.#sent.set(health.modelId, health);
    for (const listener of this.#listeners) listener(health);
  }
}

function isJudgedAlike(one: ModelHealth, other: ModelHealth): boolean {
  return one.status === other.status && one.reason === other.reason && one.breaker === other.breaker;
}

function isMeasuredAlike(one: ModelHealth, other: ModelHealth): boolean {
  return one.checkedAtMs === other.checkedAtMs && one.successRate === other.successRate;
}
