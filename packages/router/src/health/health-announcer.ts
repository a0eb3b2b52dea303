import type { Clock, Timer } from '../clock.ts';
import type { ModelHealth } from './health-view.ts';

/** How often figures are told, and how late a change that time alone has made. Milliseconds. */
const tickMs = 1_000;

type Listener = (health: ModelHealth) => void;

/** Tells whoever listens what has changed: judgements at once, figures once a second. Costs nothing while nobody does. */
export class HealthAnnouncer {
  readonly #clock: Clock;
  readonly #read: (modelId: string) => ModelHealth;
  readonly #models: () => Iterable<{ id: string }>;
  readonly #listeners = new Set<Listener>();
  readonly #told = new Map<string, ModelHealth>();
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

  /** There is evidence of a model: a new judgement is told now, anything else with the next tick. */
  noticed(modelId: string): void {
    if (this.#listeners.size === 0) return;
    const health = this.#read(modelId);
    const told = this.#told.get(modelId);
    if (told === undefined || !isJudgedAlike(told, health)) this.#tell(health);
  }

  /** Forgets all models but these. */
  retain(modelIds: ReadonlySet<string>): void {
    for (const modelId of this.#told.keys()) if (!modelIds.has(modelId)) this.#told.delete(modelId);
  }

  stop(): void {
    this.#timer?.cancel();
    this.#timer = null;
    this.#told.clear();
  }

  #begin(): void {
    for (const { id } of this.#models()) this.#told.set(id, this.#read(id));
    this.#tickLater();
  }

  #tickLater(): void {
    this.#timer = this.#clock.after(tickMs, () => {
      for (const { id } of this.#models()) {
        const health = this.#read(id);
        const told = this.#told.get(id);
        if (told === undefined || !isJudgedAlike(told, health) || !isMeasuredAlike(told, health)) this.#tell(health);
      }
      this.#tickLater();
    });
    this.#timer.unref();
  }

  #tell(health: ModelHealth): void {
    this.#told.set(health.modelId, health);
    for (const listener of this.#listeners) listener(health);
  }
}

function isJudgedAlike(one: ModelHealth, other: ModelHealth): boolean {
  return one.status === other.status && one.reason === other.reason && one.breaker === other.breaker;
}

function isMeasuredAlike(one: ModelHealth, other: ModelHealth): boolean {
  return one.checkedAtMs === other.checkedAtMs && one.successRate === other.successRate;
}
