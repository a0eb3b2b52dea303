import type { RoutingPolicy } from '../../policy/policy.ts';
import { type CatalogIndex, wordKey } from '../catalog-index.ts';
import { listChains } from './list-chains.ts';
import type { ResolvedChain } from './resolved-chain.ts';

const resolved = new WeakMap<CatalogIndex, WeakMap<RoutingPolicy, ReadonlyMap<string, ResolvedChain>>>();

/** A chain by name (`HIGH_QUALITY`, also `high-quality`), looked up in the catalog; null when there is none. */
export function resolveChain(name: string, index: CatalogIndex, routing: RoutingPolicy): ResolvedChain | null {
  return resolvedChains(index, routing).get(wordKey(name)) ?? null;
}

/** The names of all chains, as they are written. */
export function chainNames(index: CatalogIndex, routing: RoutingPolicy): readonly string[] {
  return [...resolvedChains(index, routing).values()].map((chain) => chain.name);
}

function resolvedChains(index: CatalogIndex, routing: RoutingPolicy): ReadonlyMap<string, ResolvedChain> {
  let ofCatalog = resolved.get(index);
  if (ofCatalog === undefined) {
    ofCatalog = new WeakMap();
    resolved.set(index, ofCatalog);
  }
  const known = ofCatalog.get(routing);
  if (known !== undefined) return known;
  const chains = new Map<string, ResolvedChain>();
  for (const { name, modelIds, isFromPolicy } of listChains(index.catalog, routing)) {
    const entries = [...new Set(modelIds)].map((id) => ({ id, known: index.catalog.resolve(id)?.id }));
    const knownIds = new Set(entries.map((entry) => entry.known).filter((id) => id !== undefined));
    chains.set(wordKey(name), {
      name,
      places: new Map([...knownIds].map((id, place) => [id, place])),
      unknownIds: entries.filter((entry) => entry.known === undefined).map((entry) => entry.id),
      isFromPolicy,
    });
  }
  ofCatalog.set(routing, chains);
  return chains;
}
