import { closest } from '../policy/check/closest.ts';
import type { CatalogIndex } from './catalog-index.ts';
import type { Exclusion } from './plan.ts';
import type { PlanContext } from './plan-context.ts';

/** Exclusions for unknown models and chains that the request, or its chain, names. */
export function findUnknownNames(context: PlanContext): readonly Exclusion[] {
  const { request, index, chain } = context;
  if (namesNothing(request)) return [];
  const exclusions = new Map<string, Exclusion>();
  const add = (name: string, figures: UnknownFigures): void => {
    if (!exclusions.has(name)) exclusions.set(name, { modelId: name, reason: { code: 'unknown', figures } });
  };
  const named = [request.model, ...(request.enableFallback ? request.fallbackModels : []), request.preferredModel];
  for (const name of named) {
    if (name !== null && index.catalog.resolve(name) === undefined) {
      add(name, { isChain: false, inChain: null, meant: closestModel(name, index) });
    }
  }
  if (request.chain !== null && chain === null) {
    const names = [...context.chainByKey.values()].map(({ name }) => name);
    add(request.chain, { isChain: true, inChain: null, meant: closest(request.chain, names) });
  }
  for (const id of chain?.unknownIds ?? []) {
    add(id, { isChain: false, inChain: chain?.name ?? null, meant: closestModel(id, index) });
  }
  return [...exclusions.values()];
}

/** Most requests name nothing. */
function namesNothing({ model, preferredModel, fallbackModels, chain }: PlanContext['request']): boolean {
  return model === null && preferredModel === null && fallbackModels.length === 0 && chain === null;
}

type UnknownFigures = {
  /** Whether the request names it as a chain. */
  isChain: boolean;
  /** The chain that names it. Null if the request names it. */
  inChain: string | null;
  /** The most similar existing name. */
  meant: string | null;
};

/** `no model of the catalog is called 'gpt4'; did you mean 'gpt-4'?`. */
export function describeUnknownName(name: string, { isChain, inChain, meant }: UnknownFigures): string {
  const hint = meant === null ? '' : `; did you mean '${meant}'?`;
  if (isChain) return `no chain is called '${name}'${hint}`;
  if (inChain !== null) return `the chain ${inChain} names '${name}', which is not in the catalog${hint}`;
  return `no model of the catalog is called '${name}'${hint}`;
}

/** Compares bare names. If the provider is known, compares only its models: a shared prefix is no similarity. */
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
