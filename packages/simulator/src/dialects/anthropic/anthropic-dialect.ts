import { Refusal } from '../../response/refusal.ts';
import type { Dialect, Operation, RequestFacts } from '../dialect.ts';
import { bearerKey, checkKey } from '../read-request.ts';
import { anthropicBatches, routeAnthropicBatches } from './anthropic-batches.ts';
import { readAnthropicChat } from './read-chat.ts';
import { writeAnthropicRefusal } from './write-refusal.ts';

/** Anthropic's messages. */
export const anthropicDialect: Dialect = {
  name: 'anthropic',
  basePath: '/anthropic/v1',
  route: routeAnthropic,
  authenticate({ headers }) {
    checkKey(headers['x-api-key'] ?? bearerKey(headers), {
      missing: 'x-api-key header is required',
      wrong: 'invalid x-api-key',
    });
    if (headers['anthropic-version'] === undefined) {
      throw new Refusal({ kind: 'bad-request', message: 'anthropic-version: header is required' });
    }
  },
  readChat: readAnthropicChat,
  readEmbedding() {
    throw new Refusal({ kind: 'unknown-address', message: 'Not found' });
  },
  batches: anthropicBatches,
  writeModels: (models) => ({
    data: models.map(describeModel),
    has_more: false,
    first_id: models[0] ?? null,
    last_id: models.at(-1) ?? null,
  }),
  writeModel: describeModel,
  writeRefusal: writeAnthropicRefusal,
};

function describeModel(id: string): unknown {
  return { type: 'model', id, display_name: id, created_at: '2023-11-14T00:00:00Z' };
}

function routeAnthropic({ method, path }: RequestFacts): Operation | null {
  if (method === 'POST' && path === '/v1/messages') return { type: 'chat', model: null, isStreamed: null };
  const act = routeAnthropicBatches(method, path);
  if (act !== null) return { type: 'batch', act };
  if (method !== 'GET') return null;
  if (path === '/v1/models') return { type: 'list-models' };
  const named = /^\/v1\/models\/([^/]+)$/.exec(path)?.[1];
  return named === undefined ? null : { type: 'read-model', model: decodeURIComponent(named) };
}
