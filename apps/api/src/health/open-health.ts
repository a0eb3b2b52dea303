import type { Adapter } from '@penstock/providers';
import {
  type Breakers,
  type Clock,
  type HealthStore,
  LocalBreakers,
  LocalHealth,
  Prober,
  type Provider,
} from '@penstock/router';
import type { Redis } from '../redis/redis.ts';
import { accountHint, providerOf, type Rules } from '../rules/rules.ts';
import { ProbeLog } from './probe-log.ts';
import { RedisBreakers } from './redis-breakers.ts';
import { RedisHealth } from './redis-health.ts';

export type HealthTools = {
  clock: Clock;
  /** The rules in force. */
  rules(): Rules;
  adapterFor(provider: Provider): Adapter;
  /** The Redis that replicas share; null for one process. Default null. */
  redis?: Redis | null;
};

/** Live health, with its breakers and its prober. */
export type OpenHealth = {
  breakers: Breakers;
  health: HealthStore;
  prober: Prober;
  probes: ProbeLog;
  close(): Promise<void>;
};

/**
 * Opens the health of this process's providers. With Redis, replicas share it. The prober is idle until its `start`.
 */
export function openHealth({ clock, rules, adapterFor, redis = null }: HealthTools): OpenHealth {
  const shared = redis === null ? null : new RedisBreakers({ clock }, redis);
  const breakers = shared ?? new LocalBreakers({ clock });
  const options = {
    clock,
    breakers,
    catalog: () => rules().catalog,
    accountHint: (providerId: string) => accountHint(rules(), providerId),
  };
  const health = redis === null ? new LocalHealth(options) : new RedisHealth(options, redis);
  const probes = new ProbeLog();
  const prober = new Prober({
    clock,
    health: {
      isInDoubt: (providerId) => health.isInDoubt(providerId),
      probeEnded: (probe, listed) => {
        probes.add(probe);
        probes.retain(new Set(rules().catalog.providers.map(({ id }) => id)));
        health.probeEnded(probe, listed);
      },
    },
    adapters: { adapterFor: (providerId) => adapterFor(providerOf(rules(), providerId)) },
    providers: () => rules().catalog.providers,
    models: () => rules().catalog.models,
  });
  return {
    breakers,
    health,
    prober,
    probes,
    async close() {
      await prober.close();
      health.close();
      shared?.close();
    },
  };
}
