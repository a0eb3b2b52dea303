import { type Adapter, type AdapterPool, createAdapterPool } from '@penstock/providers';
import type { Provider } from '@penstock/router';
import { type OpenHealth, openHealth } from '../health/open-health.ts';
import type { RulesStore } from '../rules/rules-store.ts';
import type { Foundation } from './foundation.ts';

/** The adapters of the providers, and their health. */
export type OpenProviders = Omit<OpenHealth, 'close'> & {
  adapters: AdapterPool;
  adapterFor(provider: Provider): Adapter;
};

/** Calls to providers that are still open after their users have ended are aborted after this time. Milliseconds. */
export const adapterGraceMs = 2_000;

/** Opens the adapters with their connections, and health. The prober is idle until its `start` is called. */
export function openProviders({ settings, clock, opened, redis }: Foundation, rules: RulesStore): OpenProviders {
  const { answerBytes, eventBytes } = settings.limits;
  const adapters = createAdapterPool({ answerBytes, eventBytes });
  opened.defer(() => adapters.close(adapterGraceMs));
  const adapterFor = (provider: Provider): Adapter => adapters.adapterFor(provider);
  const { close, ...health } = openHealth({ clock, redis, adapterFor, rules: () => rules.current() });
  opened.defer(close);
  return { ...health, adapters, adapterFor };
}
