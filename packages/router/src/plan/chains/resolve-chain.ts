import type { Catalog } from '../../catalog/catalog.ts';
import type { ListedChain } from './list-chains.ts';

/** A chain whose models were looked up in a catalog. */
export type ResolvedChain = {
  name: string;
  /** Model id → its index in the chain, from 0. */
  places: ReadonlyMap<string, number>;
  /** Names in the chain that are not in the catalog. */
  unknownIds: readonly string[];
  /** Whether the operator wrote it. Otherwise it is built in. */
  isFromPolicy: boolean;
};

/** Looks up the models of a chain in a catalog. */
export function resolveChain({ name, modelIds, isFromPolicy }: ListedChain, catalog: Catalog): ResolvedChain {
  const entries = [...new Set(modelIds)].map((id) => ({ id, known: catalog.resolve(id)?.id }));
  const knownIds = new Set(entries.map((entry) => entry.known).filter((id) => id !== undefined));
  return {
    name,
    places: new Map([...knownIds].map((id, place) => [id, place])),
    unknownIds: entries.filter((entry) => entry.known === undefined).map((entry) => entry.id),
    isFromPolicy,
  };
}
