import { dialects, dialectsOfImagesByValue, vendors } from './catalog.ts';
import type { Adapter } from './contract/adapter.ts';
import type { ProviderSettings } from './contract/provider-settings.ts';
import { fetchImage, fetchTools } from './fetch/fetch-image.ts';
import { withFetchedImages } from './fetch/with-fetched-images.ts';

/** Makes the adapter of a built-in vendor. Throws `TypeError` for an unknown id, and for settings without an address. */
export function createVendorAdapter(vendorId: string, settings: ProviderSettings): Adapter {
  const vendor = Object.hasOwn(vendors, vendorId) ? vendors[vendorId] : undefined;
  if (vendor === undefined) {
    throw new TypeError(`'${vendorId}' is not a built-in vendor: use one of ${Object.keys(vendors).join(', ')}.`);
  }
  return withImages(vendor.createAdapter(settings), settings, vendor.takesImagesByValue === true);
}

/** Makes the adapter of an endpoint with a dialect. Throws `TypeError` likewise. */
export function createDialectAdapter(dialect: string, settings: ProviderSettings): Adapter {
  const create = Object.hasOwn(dialects, dialect) ? dialects[dialect] : undefined;
  if (create === undefined) {
    throw new TypeError(`'${dialect}' is not a dialect: use one of ${Object.keys(dialects).join(', ')}.`);
  }
  return withImages(create(settings), settings, dialectsOfImagesByValue.has(dialect));
}

/**
 * Images by address are fetched if the operator says so. By default, they are fetched if the provider accepts no
 * address.
 */
function withImages(
  adapter: Adapter,
  { fetchesImages, proxies }: ProviderSettings,
  takesImagesByValue: boolean,
): Adapter {
  if (!(fetchesImages ?? takesImagesByValue)) return adapter;
  const tools = fetchTools(proxies ?? null);
  return withFetchedImages(adapter, (url, signal, budget) => fetchImage(url, signal, budget, tools));
}
