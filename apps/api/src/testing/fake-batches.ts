import type { ProviderBatches } from '@penstock/providers';

/** A provider's batches that accept every call. `changes` replace members. */
export function fakeBatches(changes: Partial<ProviderBatches> = {}): ProviderBatches {
  return {
    terms: { windowMs: 24 * 3_600_000, priceFactor: 0.5, mostRows: 3, mostBytes: 1_000_000 },
    write: (_, rowId) => `row ${rowId}`,
    read: async function* () {},
    submit: async () => 'upstream',
    find: async () => ({ type: 'absent' }),
    poll: async () => ({ type: 'running' }),
    results: async function* () {},
    cancel: async () => {},
    remove: async () => {},
    ...changes,
  };
}
