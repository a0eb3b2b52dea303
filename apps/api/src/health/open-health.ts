import type { Adapter } from '@penstock/providers';
import { type Clock, LocalBreakers, LocalHealth, Prober, type Provider } from '@penstock/router';
import { accountHint, providerOf, type Rules } from '../rules/rules.ts';
import { ProbeLog } from './probe-log.ts';

export type HealthTools = {
  clock: Clock;
  /** The rules in force. */
  rules(): Rules;
  adapterFor(provider: Provider): Adapter;
};

/** Live health, with the breakers and the prober that it rests on. */
export type OpenHealth = {
  breakers: LocalBreakers;
  health: LocalHealth;
  prober: Prober;
  probes: ProbeLog;
  close(): Promise<void>;
};

/** Opens the health of this process's providers. The prober rests until its `start`. */
export function openHealth({ clock, rules, adapterFor }: HealthTools): OpenHealth {
  const breakers = new LocalBreakers({ clock });
  const health = new LocalHealth({
    clock,
    breakers,
    catalog: () => rules().catalog,
    accountHint: (providerId) => accountHint(rules(), providerId),
  });
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
    },
  };
}
