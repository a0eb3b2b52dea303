import type { Adapter } from '@penstock/providers';
import { type Clock, LocalBreakers, LocalHealth, Prober, type Provider } from '@penstock/router';
import { accountHint, providerOf, type Rules } from '../rules/rules.ts';

export type HealthTools = {
  clock: Clock;
  /** The rules in force. */
  rules(): Rules;
  adapterFor(provider: Provider): Adapter;
};

/** Live health, with the breakers and the prober that it rests on. */
export type OpenHealth = { breakers: LocalBreakers; health: LocalHealth; prober: Prober; close(): Promise<void> };

/** Opens the health of this process's providers. The prober rests until its `start`. */
export function openHealth({ clock, rules, adapterFor }: HealthTools): OpenHealth {
  const breakers = new LocalBreakers({ clock });
  const health = new LocalHealth({
    clock,
    breakers,
    catalog: () => rules().catalog,
    accountHint: (providerId) => accountHint(rules(), providerId),
  });
  const prober = new Prober({
    clock,
    health,
    adapters: { adapterFor: (providerId) => adapterFor(providerOf(rules(), providerId)) },
    providers: () => rules().catalog.providers,
    models: () => rules().catalog.models,
  });
  return {
    breakers,
    health,
    prober,
    async close() {
      await prober.close();
      health.close();
    },
  };
}
