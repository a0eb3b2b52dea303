import type { Clock } from '../clock.ts';
import type { Breakers, BreakerView, Entry, Permit } from './breakers.ts';
import type { CallResult } from './call-result.ts';
import { Circuit, type CircuitOptions } from './circuit.ts';
import type { Phase } from './circuit-state.ts';
import { consecutiveFailures } from './consecutive-failures.ts';
import { failureRate } from './failure-rate.ts';

/** The settings. Every member except the clock has a default. */
export type BreakersOptions = Partial<CircuitOptions> & { clock: Clock };

const defaults: Omit<CircuitOptions, 'clock'> = {
  random: Math.random,
  rules: [consecutiveFailures(5), failureRate({ rate: 0.5, minimumCalls: 20 })],
  windowMs: 30_000,
  coolDownMs: 1_000,
  // Short, so that a model is back within seconds of its recovery.
  longestCoolDownMs: 5_000,
  probeTimeoutMs: 120_000,
};

/**
 * Adds the defaults. A breaker trips at 5 consecutive failures, or at half of at least 20 calls within 30 s. It cools
 * down for 1 to 5 s, and gives a probe two minutes.
 */
export function withDefaults(options: BreakersOptions): CircuitOptions {
  return { ...defaults, ...options };
}

const neverCalled: BreakerView = Object.freeze({ state: 'CLOSED', retryAtMs: null, isRateLimit: false });

/** Breakers of this process only. */
export class LocalBreakers implements Breakers {
  readonly #options: CircuitOptions;
  readonly #circuits = new Map<string, Circuit>();
  readonly #listeners = new Set<(modelId: string) => void>();

  constructor(options: BreakersOptions) {
    this.#options = withDefaults(options);
  }

  enter(modelId: string): Entry {
    const circuit = this.#circuitOf(modelId);
    const before = circuit.state.phase;
    const entry = circuit.enter();
    if (circuit.state.phase !== before) this.#tell(modelId);
    return entry;
  }

  answered(permit: Permit): void {
    this.#change(permit.modelId, (circuit) => circuit.answered(permit));
  }

  settle(permit: Permit, result: CallResult): void {
    this.#change(permit.modelId, (circuit) => circuit.settle(permit, result));
  }

  read(modelId: string): BreakerView {
    return this.#circuits.get(modelId)?.read() ?? neverCalled;
  }

  /** The phase of a model, for other replicas. Null for a model that was never called. */
  phaseOf(modelId: string): Phase | null {
    return this.#circuits.get(modelId)?.state.phase ?? null;
  }

  /**
   * Takes over the phase of a model from another replica, as that replica's `phaseOf` returned it. Notifies listeners.
   */
  adopt(modelId: string, phase: Phase): void {
    const circuit = this.#circuitOf(modelId);
    circuit.adopt(phase);
    this.#tell(modelId);
  }

  subscribe(listener: (modelId: string) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  retain(modelIds: ReadonlySet<string>): void {
    for (const modelId of this.#circuits.keys()) if (!modelIds.has(modelId)) this.#circuits.delete(modelId);
  }

  #circuitOf(modelId: string): Circuit {
    const known = this.#circuits.get(modelId);
    if (known !== undefined) return known;
    const circuit = new Circuit(modelId, this.#options);
    this.#circuits.set(modelId, circuit);
    return circuit;
  }

  #change(modelId: string, change: (circuit: Circuit) => void): void {
    const circuit = this.#circuits.get(modelId);
    if (circuit === undefined) return;
    const before = circuit.state.phase;
    change(circuit);
    if (circuit.state.phase !== before) this.#tell(modelId);
  }

  #tell(modelId: string): void {
    for (const listener of this.#listeners) listener(modelId);
  }
}
