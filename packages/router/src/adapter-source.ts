import type { Adapter } from '@penstock/providers';

/** Provides adapters. Their owner keeps and shares them. */
export interface AdapterSource {
  /** Throws if there is no such provider. */
  adapterFor(providerId: string): Adapter;
}
