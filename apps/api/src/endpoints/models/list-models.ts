import { type Model, strategies } from '@penstock/router';
import { DoorError } from '../openai/door-error.ts';
import type { DoorTools } from '../openai/door-tools.ts';

/** A model as OpenAI lists it. */
type ListedModel = { id: string; object: 'model'; created: number; owned_by: string };

type Tools = Pick<DoorTools, 'catalog' | 'chains'>;

const penstock = 'penstock';

/** Whatever `model` may name: `auto`, chains that can be followed, and models that are switched on and configured. */
export function listModels({ catalog, chains }: Tools) {
  const { models } = catalog();
  const usable = models.filter(isUsable);
  const ids = new Set(usable.map(({ id }) => id));
  const followed = chains().filter(({ modelIds }) => modelIds.some((id) => ids.has(id)));
  const data: readonly ListedModel[] = [
    listed('auto'),
    ...followed.map(({ name }) => listed(name)),
    ...usable.map(toListedModel),
  ];
  return { object: 'list', data };
}

/** One of them, also by a bare name or as `auto:STRATEGY`. Throws a 404 for what is none. */
export function findModel(name: string, tools: Tools): ListedModel {
  const model = tools.catalog().resolve(name);
  if (model !== undefined && isUsable(model)) return toListedModel(model);
  const known = [
    'auto',
    ...strategies.map((strategy) => `auto:${strategy}`),
    ...tools.chains().map((chain) => chain.name),
  ];
  const own = known.find((one) => one.toLowerCase() === name.toLowerCase());
  if (own !== undefined) return listed(own);
  throw new DoorError({
    status: 404,
    type: 'invalid_request_error',
    code: 'model_not_found',
    message:
      model === undefined
        ? `No model or chain is called '${name.slice(0, 200)}'; GET /v1/models lists all.`
        : `${model.id} cannot be used: ${model.isActive ? 'its provider is not configured' : 'it is switched off'}.`,
    param: 'model',
  });
}

function isUsable({ isActive, isConfigured }: Model): boolean {
  return isActive && isConfigured;
}

function toListedModel({ id, providerId, releasedAt }: Model): ListedModel {
  return {
    ...listed(id),
    created: releasedAt === null ? 0 : Math.floor(Date.parse(releasedAt) / 1000),
    owned_by: providerId,
  };
}

function listed(id: string): ListedModel {
  return { id, object: 'model', created: 0, owned_by: penstock };
}
