import type { Adapter } from './contract/adapter.ts';
import type { ProviderSettings } from './contract/provider-settings.ts';
import type { UpstreamLimits } from './contract/upstream-limits.ts';
import { createDialectAdapter, createVendorAdapter } from './create-adapter.ts';

/** The facts of a provider for a pool. */
export type AdapterSource = {
  /** The built-in vendor that it follows. Null for a provider with only a dialect. */
  vendorId: string | null;
  dialect: string;
  settings: ProviderSettings;
};

/** Builds adapters at their first use, and keeps them. */
export interface AdapterPool {
  /**
   * The adapter of a provider: one for each of its settings. A change of settings builds a new one. The old adapter
   * serves callers with the old settings until `keepOnly` omits it. Throws `TypeError` for an unknown vendor or
   * dialect, and for settings without an address.
   */
  adapterFor(source: AdapterSource): Adapter;
  /**
   * Closes all adapters except those of these sources. Running calls end first. Calls that run longer than `graceMs`
   * are cut. Default: no limit.
   */
  keepOnly(sources: Iterable<AdapterSource>, graceMs?: number): Promise<void>;
  /** Closes all adapters in the same way. */
  close(graceMs?: number): Promise<void>;
}

/** Makes an empty pool. `limits` apply to every provider whose settings have none. Default: `defaultUpstreamLimits`. */
export function createAdapterPool(limits?: UpstreamLimits): AdapterPool {
  /** Keyed by all inputs of an adapter. */
  const adapters = new Map<string, Adapter>();
  /** Frozen catalogs pass the same source many times, so its key is written once. */
  const bySource = new Map<AdapterSource, Adapter>();

  function adapterFor(source: AdapterSource): Adapter {
    const known = bySource.get(source);
    if (known !== undefined) return known;
    const key = keyOf(source);
    const adapter = adapters.get(key) ?? createAdapter(source, limits);
    adapters.set(key, adapter);
    bySource.set(source, adapter);
    return adapter;
  }

  async function keepOnly(sources: Iterable<AdapterSource>, graceMs?: number): Promise<void> {
    const kept = new Set(sources);
    const keptKeys = new Set([...kept].map(keyOf));
    for (const source of bySource.keys()) if (!kept.has(source)) bySource.delete(source);
    const leaving = [...adapters].filter(([key]) => !keptKeys.has(key));
    for (const [key] of leaving) adapters.delete(key);
    await Promise.all(leaving.map(([, adapter]) => adapter.close(graceMs)));
  }

  return { adapterFor, keepOnly, close: (graceMs) => keepOnly([], graceMs) };
}

function keyOf({ vendorId, dialect, settings }: AdapterSource): string {
  return JSON.stringify([vendorId, dialect, settings]);
}

function createAdapter(source: AdapterSource, limits: UpstreamLimits | undefined): Adapter {
  const settings = limits === undefined ? source.settings : { limits, ...source.settings };
  return source.vendorId === null
    ? createDialectAdapter(source.dialect, settings)
    : createVendorAdapter(source.vendorId, settings);
}
