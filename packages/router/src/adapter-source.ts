import type { Adapter } from '@penstock/providers';

/** Where adapters come from. They are kept and shared by their owner. */
export interface AdapterSource {
  /** Throws when there is no such provider. */
  adapterFor(providerId: string): Adapter;
}
