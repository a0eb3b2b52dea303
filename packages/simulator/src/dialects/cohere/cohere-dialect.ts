import type { Dialect, Operation, RequestFacts } from '../dialect.ts';
import { bearerKey, checkKey } from '../read-request.ts';
import { readCohereChat } from './read-chat.ts';
import { readCohereEmbedding } from './read-embedding.ts';
import { writeCohereRefusal } from './write-refusal.ts';

/** Cohere's chat and embed, version 2. */
export const cohereDialect: Dialect = {
  name: 'cohere',
  basePath: '/cohere',
  route: routeCohere,
  authenticate({ headers }) {
    checkKey(bearerKey(headers), { missing: 'no api key supplied', wrong: 'invalid api token' });
  },
  readChat: readCohereChat,
  readEmbedding: readCohereEmbedding,
  writeModels: (models) => ({ models: models.map(describeModel) }),
  writeModel: describeModel,
  writeRefusal: writeCohereRefusal,
};

function describeModel(name: string): unknown {
  return { name, is_deprecated: false, endpoints: ['chat', 'embed'], finetuned: false, context_length: 256_000 };
}

function routeCohere({ method, path }: RequestFacts): Operation | null {
  if (method === 'POST' && path === '/v2/chat') return { type: 'chat', model: null, isStreamed: null };
  if (method === 'POST' && path === '/v2/embed') return { type: 'embed', model: null, form: 'batch' };
  if (method !== 'GET') return null;
  if (/^\/v[12]\/models$/.test(path)) return { type: 'list-models' };
  const named = /^\/v[12]\/models\/([^/]+)$/.exec(path)?.[1];
  return named === undefined ? null : { type: 'read-model', model: decodeURIComponent(named) };
}
