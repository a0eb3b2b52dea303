import { allowsModel, findChain } from '@penstock/router';
import { unknownWorkspace } from '../../access/workspaces.ts';
import { ServiceError } from '../../errors/service-error.ts';
import type { Rules } from '../../rules/rules.ts';
import type { GenerationRequest, Routing } from '../generation-request.ts';
import type { PrepareStage } from './stage.ts';

/**
 * Refuses a workspace that does not exist with NOT_FOUND. Refuses a name that the caller's key does not allow with
 * FORBIDDEN. A model that is not named is excluded by planning instead.
 */
export const checkCaller: PrepareStage = (state, next, { workspaces }) => {
  const { workspaceId } = state.request.caller;
  if (!workspaces.has(workspaceId)) throw unknownWorkspace(workspaceId);
  refuseNotAllowed(state.request, state.rules);
  return next(state);
};

function refuseNotAllowed({ routing, caller }: GenerationRequest, rules: Rules): void {
  const { models, strategies } = caller.grant;
  const { strategy } = routing;
  if (strategy !== null && strategies !== null && !strategies.includes(strategy)) throw forbidStrategy(strategy);
  if (models === null) return;
  for (const name of namedModels(routing)) {
    const id = rules.catalog.resolve(name)?.id;
    if (id !== undefined && !allowsModel(models, id)) throw forbid(`the model '${id}'`);
  }
  const group = namedGroups(routing, rules).find(({ modelIds }) => !modelIds.some((id) => allowsModel(models, id)));
  if (group !== undefined) throw forbid(`any model of ${group.name}`);
}

function namedModels({ model, preferredModel, fallbackModels }: Routing): readonly string[] {
  return [model, preferredModel, ...fallbackModels].filter((name) => name !== null);
}

/** The named chain and the named provider, with their models. Planning refuses an unknown one. */
function namedGroups({ chain, provider }: Routing, { catalog, index }: Rules) {
  const groups: { name: string; modelIds: readonly string[] }[] = [];
  const named = chain === null ? undefined : findChain(index, chain);
  if (named !== undefined) groups.push({ name: `the chain ${named.name}`, modelIds: [...named.places.keys()] });
  const ofProvider = catalog.models.filter(({ providerId }) => providerId === provider).map(({ id }) => id);
  if (ofProvider.length > 0) groups.push({ name: `the provider ${provider}`, modelIds: ofProvider });
  return groups;
}

/** The error for a strategy that the key in use does not allow. */
export function forbidStrategy(strategy: string): ServiceError {
  return forbid(`the strategy ${strategy}`);
}

function forbid(what: string): ServiceError {
  return new ServiceError('FORBIDDEN', `The key in use does not allow ${what}.`);
}
