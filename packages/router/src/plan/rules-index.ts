import type { Catalog } from '../catalog/catalog.ts';
import { type CatalogIndex, indexCatalog, wordKey } from './catalog-index.ts';
import { type ListedChain, listChains } from './chains/list-chains.ts';
import { type ResolvedChain, resolveChain } from './chains/resolve-chain.ts';
import { indexRouting, type RoutingIndex } from './routing-index.ts';
import type { RoutingRules } from './routing-rules.ts';

/**
 * The lookup tables of plans for a catalog and its routing rules. Built once for each revision of the rules. Never
 * changed.
 */
export type RulesIndex = {
  readonly catalog: CatalogIndex;
  readonly routing: RoutingIndex;
  /** The built-in chains and the policy's chains. */
  readonly chains: readonly ListedChain[];
  /** The same chains, looked up in the catalog. Keyed by the chain's name in the form of `wordKey`. */
  readonly chainByKey: ReadonlyMap<string, ResolvedChain>;
};

/** Builds the index of a catalog under routing rules. */
export function buildRulesIndex(catalog: Catalog, routing: RoutingRules): RulesIndex {
  const catalogIndex = indexCatalog(catalog);
  const chains = listChains(catalogIndex, routing);
  return Object.freeze({
    catalog: catalogIndex,
    routing: indexRouting(routing, catalogIndex),
    chains,
    chainByKey: new Map(chains.map((chain) => [wordKey(chain.name), resolveChain(chain, catalog)])),
  });
}

/** A chain by its name, in any case and with any separators that `wordKey` accepts. Undefined for none. */
export function findChain({ chainByKey }: RulesIndex, name: string): ResolvedChain | undefined {
  return chainByKey.get(wordKey(name));
}
