import type { Adapter } from './contract/adapter.ts';
import type { ProviderSettings } from './contract/provider-settings.ts';
import type { UpstreamLimits } from './contract/upstream-limits.ts';
import { createDialectAdapter, createVendorAdapter } from './create-adapter.ts';

/** A provider as a pool needs it. */
export type AdapterSource = {
  /** The built-in vendor whose ways it follows; null for one that only speaks a dialect. */
  vendorId: string | null;
  dialect: string;
  settings: ProviderSettings;
};

/** Adapters that are built when they are first needed, and kept. */
export interface AdapterPool {
  /**
   * The adapter of a provider: the same one as long as its settings stay the same. When they change a new one is
   * built, and the old one closes once its calls have ended.
   * Throws `TypeError` for an unknown vendor or dialect, and for settings without an address.
   */
  adapterFor(source: AdapterSource): Adapter;
  /** Closes the adapters of all providers but these. */
  keepOnly(providerIds: Iterable<string>): Promise<void>;
  /** Closes all; calls under way end first. Those that run longer than `graceMs` are cut. Default: as long as they take. */
  close(graceMs?: number): Promise<void>;
}

type Entry = { fingerprint: string; source: AdapterSource; adapter: Adapter };

/**
 * Makes an empty pool. `reportError` hears of an old adapter that could not be closed. `limits` hold for every provider
 * whose settings name none; left out, the defaults do.
 */
export function createAdapterPool(
  reportError: (error: unknown) => void = () => {},
  limits?: UpstreamLimits,
): AdapterPool {
  const entries = new Map<string, Entry>();

  function adapterFor(source: AdapterSource): Adapter {
    const { id } = source.settings;
    const known = entries.get(id);
    // Frozen catalogs hand in the same object again and again: no need to compare what it says.
    if (known?.source === source) return known.adapter;
    const fingerprint = JSON.stringify([source.vendorId, source.dialect, source.settings]);
    if (known?.fingerprint === fingerprint) {
      known.source = source;
      return known.adapter;
    }
    const adapter = createAdapter(source, limits);
    entries.set(id, { fingerprint, source, adapter });
    known?.adapter.close().catch(reportError);
    return adapter;
  }

  const keepOnly = (providerIds: Iterable<string>): Promise<void> => closeAllBut(providerIds);

  async function closeAllBut(providerIds: Iterable<string>, graceMs?: number): Promise<void> {
    const kept = new Set(providerIds);
    const leaving = [...entries].filter(([id]) => !kept.has(id));
    for (const [id] of leaving) entries.delete(id);
    await Promise.all(leaving.map(([, entry]) => entry.adapter.close(graceMs)));
  }

  return { adapterFor, keepOnly, close: (graceMs) => closeAllBut([], graceMs) };
}

function createAdapter(source: AdapterSource, limits: UpstreamLimits | undefined): Adapter {
  const settings = limits === undefined ? source.settings : { limits, ...source.settings };
  return source.vendorId === null
    ? createDialectAdapter(source.dialect, settings)
    : createVendorAdapter(source.vendorId, settings);
}
