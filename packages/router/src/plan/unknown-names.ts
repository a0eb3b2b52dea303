import { closest } from '../policy/check/closest.ts';
import type { CatalogIndex } from './catalog-index.ts';
import { chainNames } from './chains/resolve-chain.ts';
import type { Exclusion } from './plan.ts';
import type { PlanContext } from './plan-context.ts';

/** Exclusions for what the request, or the chain that it names, calls by names that nobody has. */
export function findUnknownNames(context: PlanContext): readonly Exclusion[] {
  const { request, index, chain } = context;
  const exclusions = new Map<string, Exclusion>();
  const add = (name: string, what: string, meant: string | null): void => {
    const reason = meant === null ? what : `${what}; did you mean '${meant}'?`;
    if (!exclusions.has(name)) exclusions.set(name, { modelId: name, rule: 'unknown', reason });
  };
  const named = [request.model, ...(request.enableFallback ? request.fallbackModels : []), request.preferredModel];
  for (const name of named) {
    if (name !== null && index.catalog.resolve(name) === undefined) {
      add(name, `no model of the catalog is called '${name}'`, closestModel(name, index));
    }
  }
  if (request.chain !== null && chain === null) {
    const names = chainNames(index, context.routing.rules);
    add(request.chain, `no chain is called '${request.chain}'`, closest(request.chain, names));
  }
  for (const id of chain?.unknownIds ?? []) {
    add(id, `the chain ${chain?.name} names '${id}', which is not in the catalog`, closestModel(id, index));
  }
  return [...exclusions.values()];
}

/** By bare names, of its provider's models alone where the provider is known: `acme/` is no likeness. */
function closestModel(typed: string, { entries }: CatalogIndex): string | null {
  const slash = typed.indexOf('/');
  if (slash < 0) {
    return closest(
      typed,
      entries.map(({ model }) => model.name),
    );
  }
  const ofProvider = entries.filter(({ model }) => model.providerId === typed.slice(0, slash));
  if (ofProvider.length === 0) {
    return closest(
      typed,
      entries.map(({ model }) => model.id),
    );
  }
  const name = closest(
    typed.slice(slash + 1),
    ofProvider.map(({ model }) => model.name),
  );
  return name === null ? null : `${typed.slice(0, slash)}/${name}`;
}
