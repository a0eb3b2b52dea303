import { closest } from '../policy/closest.ts';
import type { CatalogIndex } from './catalog-index.ts';
import { chainNames } from './chains/resolve-chain.ts';
import type { Exclusion } from './plan.ts';
import type { PlanContext } from './plan-context.ts';

/** Exclusions for what the request, or the chain that it names, calls by names that nobody has. */
export function findUnknownNames(context: PlanContext): readonly Exclusion[] {
  const { request, index, chain } = context;
  const exclusions = new Map<string, Exclusion>();
  const add = (name: string, what: string, names: Iterable<string>): void => {
    if (exclusions.has(name)) return;
    const meant = closest(name, names);
    const hint = meant === null ? '' : `; did you mean '${meant}'?`;
    exclusions.set(name, { modelId: name, rule: 'unknown', reason: `${what}${hint}` });
  };
  const named = [request.model, ...(request.enableFallback ? request.fallbackModels : []), request.preferredModel];
  for (const name of named) {
    if (name !== null && index.catalog.resolve(name) === undefined) {
      add(name, `no model of the catalog is called '${name}'`, modelNames(name, index));
    }
  }
  if (request.chain !== null && chain === null) {
    add(request.chain, `no chain is called '${request.chain}'`, chainNames(index, context.routing.rules));
  }
  for (const id of chain?.unknownIds ?? []) {
    add(id, `the chain ${chain?.name} names '${id}', which is not in the catalog`, modelNames(id, index));
  }
  return [...exclusions.values()];
}

/** Ids for someone who wrote `provider/name`, bare names for the others. */
function modelNames(typed: string, { entries }: CatalogIndex): readonly string[] {
  return entries.map(({ model }) => (typed.includes('/') ? model.id : model.name));
}
