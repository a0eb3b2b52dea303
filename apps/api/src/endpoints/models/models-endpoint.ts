import { allowsModel, type Model, strategies } from '@penstock/router';
import type { Grant } from '../../access/viewer.ts';
import { ServiceError } from '../../errors/service-error.ts';
import { type Endpoint, type Exchange, viewerOf } from '../../http/endpoint.ts';
import { respond } from '../../http/respond.ts';
import { toAnthropicErrorResponse } from '../anthropic/error-response.ts';
import type { EndpointTools } from '../endpoint-tools.ts';
import { toOpenaiErrorResponse } from '../openai/error-response.ts';
import { type AnthropicModel, pageOf } from './model-page.ts';

/** A model as OpenAI lists it. Also has its kind and, for a single model, its size, as other gateways do. */
type ListedModel = {
  id: string;
  object: 'model';
  created: number;
  owned_by: string;
  type: 'chat' | 'embedding';
  /** The context window, tokens: prompt and answer together. */
  context_length?: number;
  /** The longest answer, tokens. */
  max_output_tokens?: number;
};

type Tools = Pick<EndpointTools, 'catalog' | 'chains'>;

const penstock = 'penstock';

/** The strategies of `auto` that the key allows. */
function autoStrategies(grant: Grant): readonly string[] {
  const allowed = grant.strategies ?? strategies;
  return allowed.filter((strategy) => strategy !== 'MANUAL').map((strategy) => `auto:${strategy}`);
}

/** OpenAI's clients read a date for each model. This one, 2024-01-01, is sent if the date is unknown. */
const unknownDate = 1_704_067_200;

/** `/v1/models` and `/v1/models/NAME`, in OpenAI's protocol, or in Anthropic's for its clients. */
export function createModels(tools: Tools): readonly Endpoint[] {
  const common = { methods: ['GET'], permission: 'read', toErrorResponse: toOpenaiErrorResponse } as const;
  return [
    {
      ...common,
      path: '/v1/models',
      serve: (exchange) => {
        const list = listModels(tools, viewerOf(exchange).grant);
        if (!isOfAnthropic(exchange)) return respond(exchange.response, 200, list);
        return inAnthropicForm(exchange, () => pageOf(list.data.map(toAnthropicModel), queryOf(exchange)));
      },
    },
    {
      ...common,
      path: '/v1/models/*',
      serve: (exchange) => {
        const find = (): ListedModel => findModel(decode(exchange.rest), tools, viewerOf(exchange).grant);
        if (!isOfAnthropic(exchange)) return respond(exchange.response, 200, find());
        return inAnthropicForm(exchange, () => toAnthropicModel(find()));
      },
    },
  ];
}

/** Whether the client uses Anthropic's protocol: it sends the version. */
function isOfAnthropic({ request }: Exchange): boolean {
  return request.headers['anthropic-version'] !== undefined;
}

/** Answers a client of Anthropic, also with errors in its form. */
function inAnthropicForm({ response, requestId }: Exchange, read: () => object): void {
  try {
    respond(response, 200, read());
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    const { status, body } = toAnthropicErrorResponse(error, requestId);
    respond(response, status, body);
  }
}

function queryOf({ request }: Exchange): URLSearchParams {
  return new URL(request.url ?? '/', 'http://penstock').searchParams;
}

function toAnthropicModel({ id, created }: ListedModel): AnthropicModel {
  return { type: 'model', id, display_name: id, created_at: new Date(created * 1_000).toISOString() };
}

/**
 * All valid values of `model`: `auto`, usable chains, and models that are active and configured. Only those that the
 * key allows.
 */
function listModels({ catalog, chains }: Tools, grant: Grant) {
  const { models } = catalog();
  const usable = models.filter((model) => isUsable(model) && allowsModel(grant.models, model.id));
  const ids = new Set(usable.map(({ id }) => id));
  const followed = chains().filter(({ modelIds }) => modelIds.some((id) => ids.has(id)));
  const data: readonly ListedModel[] = [
    listed('auto'),
    ...autoStrategies(grant).map((name) => listed(name)),
    ...followed.map(({ name }) => listed(name)),
    ...usable.map(toListedModel),
  ];
  return { object: 'list', data };
}

/** One of these models, by its id, a bare name or `auto:STRATEGY`. Throws a 404 for an unknown name. */
function findModel(name: string, tools: Tools, grant: Grant): ListedModel {
  const model = tools.catalog().resolve(name);
  if (model !== undefined && !allowsModel(grant.models, model.id)) {
    throw new ServiceError('FORBIDDEN', `The key in use does not allow the model '${model.id}'.`, { field: 'model' });
  }
  if (model !== undefined && isUsable(model)) return toListedModel(model);
  const known = ['auto', ...autoStrategies(grant), ...tools.chains().map((chain) => chain.name)];
  const own = known.find((one) => one.toLowerCase() === name.toLowerCase());
  if (own !== undefined) return listed(own);
  const message =
    model === undefined
      ? `No model or chain is called '${name.slice(0, 200)}'; GET /v1/models lists all.`
      : `${model.id} cannot be used: ${model.isActive ? 'its provider is not configured' : 'it is switched off'}.`;
  throw new ServiceError('MODEL_NOT_FOUND', message, { field: 'model' });
}

/** Clients write the slash of a model's id as `/` or as `%2F`. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function isUsable({ isActive, isConfigured }: Model): boolean {
  return isActive && isConfigured;
}

function toListedModel(model: Model): ListedModel {
  const { id, providerId, releasedAt, capabilities, contextWindow, maxOutputTokens } = model;
  const isEmbedding = capabilities.has('embeddings') && !capabilities.has('text');
  return {
    ...listed(id),
    created: releasedAt === null ? unknownDate : Math.floor(Date.parse(releasedAt) / 1000),
    owned_by: providerId,
    type: isEmbedding ? 'embedding' : 'chat',
    context_length: contextWindow,
    ...(!isEmbedding && { max_output_tokens: maxOutputTokens }),
  };
}

function listed(id: string): ListedModel {
  return { id, object: 'model', created: unknownDate, owned_by: penstock, type: 'chat' };
}
