import type { Clock } from '../clock.ts';
import type { Breakers } from './breakers.ts';
import { Circuit } from './circuit.ts';
import { consecutiveFailures } from './consecutive-failures.ts';
import { failureRate } from './failure-rate.ts';
import type { TripRule } from './trip-rule.ts';

/** What may be set; every member has a default. */
export type LocalBreakersOptions = {
  clock: Clock;
  /** 0 up to, not including, 1. Default `Math.random`. */
  random?: () => number;
  /** Makes the rules of one model. Default: 5 failures in a row, or half of at least 20 calls within 30 s. */
  rules?: () => readonly TripRule[];
  /** Default 1,000. */
  coolDownMs?: number;
  /** Short, so that a model is back within seconds of its recovery. Default 5,000. */
  longestCoolDownMs?: number;
  /** Default 120,000. */
  probeTimeoutMs?: number;
};

/** Breakers of this process, with a way to forget the models that are gone. */
export interface LocalBreakers extends Breakers {
  /** Forgets all models but these. */
  retain(modelIds: ReadonlySet<string>): void;
}

function defaultRules(): readonly TripRule[] {
  return [consecutiveFailures(5), failureRate({ rate: 0.5, windowMs: 30_000, minimumCalls: 20 })];
}

/** Breakers that live in this process. */
export function createLocalBreakers(options: LocalBreakersOptions): LocalBreakers {
  const { clock, random = Math.random, rules = defaultRules } = options;
  const { coolDownMs = 1_000, longestCoolDownMs = 5_000, probeTimeoutMs = 120_000 } = options;
  const circuits = new Map<string, Circuit>();
  const listeners = new Set<(modelId: string) => void>();

  const circuitOf = (modelId: string): Circuit => {
    const known = circuits.get(modelId);
    if (known !== undefined) return known;
    const onChange = (): void => {
      for (const listener of listeners) listener(modelId);
    };
    const times = { coolDownMs, longestCoolDownMs, probeTimeoutMs };
    const circuit = new Circuit({ clock, random, rules: rules(), ...times, onChange });
    circuits.set(modelId, circuit);
    return circuit;
  };

  return {
    enter: (modelId) => circuitOf(modelId).enter(),
    read: (modelId) => circuits.get(modelId)?.read() ?? { state: 'CLOSED', retryAtMs: null },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    retain(modelIds) {
      for (const modelId of circuits.keys()) if (!modelIds.has(modelId)) circuits.delete(modelId);
    },
  };
}
