import type { Model } from '../../catalog/model.ts';
import type { Chain, RoutingPolicy } from '../../policy/routing-policy.ts';
import type { CatalogIndex } from '../catalog-index.ts';
import { type BuiltInChain, builtInChains } from './built-in-chains.ts';

/** The maximum models in a built-in chain. A caller does not wait for more failures. */
const longestBuiltInChain = 8;

/** A chain, and whether the operator wrote it. */
export type ListedChain = Chain & { isFromPolicy: boolean };

/**
 * The built-in chains of a catalog, and the operator's chains. An operator's chain replaces a built-in chain of the
 * same name.
 */
export function listChains(index: CatalogIndex, routing: RoutingPolicy): readonly ListedChain[] {
  const own = new Map(routing.chains.map((chain) => [chain.name, { ...chain, isFromPolicy: true }]));
  const listed = builtInChains.map((chain) => own.get(chain.name) ?? fillBuiltInChain(chain, index));
  const builtInNames = new Set(builtInChains.map((chain) => chain.name));
  return [...listed, ...[...own.values()].filter((chain) => !builtInNames.has(chain.name))];
}

function fillBuiltInChain(chain: BuiltInChain, index: CatalogIndex): ListedChain {
  const admitted = index.entries
    .filter((entry) => entry.exclusion === null && !entry.isEmbeddingOnly && chain.admits(entry.model))
    .map((entry) => entry.model);
  const real = admitted.filter((model) => !model.isSandbox);
  const sandbox = index.hasRemoteModel ? [] : admitted.filter((model) => model.isSandbox);
  const modelIds = [...firstOf(real, chain), ...firstOf(sandbox, chain)].map((model) => model.id);
  return { name: chain.name, description: chain.description, modelIds, isFromPolicy: false };
}

function firstOf(models: readonly Model[], chain: BuiltInChain): readonly Model[] {
  return models.toSorted((first, second) => chain.rank(second) - chain.rank(first)).slice(0, longestBuiltInChain);
}
