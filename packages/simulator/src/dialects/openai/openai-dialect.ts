import type { Dialect, Operation, RequestFacts } from '../dialect.ts';
import { bearerKey, checkKey } from '../read-request.ts';
import { readResponsesChat } from '../responses/read-chat.ts';
import { openAiBatches, routeOpenAiBatches } from './openai-batches.ts';
import { readOpenAiChat } from './read-chat.ts';
import { readOpenAiEmbedding } from './read-embedding.ts';
import { writeOpenAiRefusal } from './write-refusal.ts';

/** Addresses of the Responses protocol, at the same base address. */
const responsesPath = '/responses';

/** The creation date of models, in the past for every clock. */
const createdAt = 1_700_000_000;

/**
 * OpenAI's chat completions, which Mistral, Together, vLLM and many others also speak. Azure's addresses work too. The
 * same base address has Responses.
 */
export const openAiDialect: Dialect = {
  name: 'openai',
  basePath: '/openai/v1',
  route: routeOpenAi,
  authenticate({ headers }) {
    const key = bearerKey(headers) ?? headers['api-key'] ?? null;
    checkKey(key, {
      missing:
        "You didn't provide an API key. You need to provide your API key in an Authorization header using Bearer auth (i.e. Authorization: Bearer YOUR_KEY).",
      wrong: 'Incorrect API key provided. You can find your API key at https://platform.openai.com/account/api-keys.',
    });
  },
  readChat: (body, operation, { path }) =>
    path.endsWith(responsesPath) ? readResponsesChat(body) : readOpenAiChat(body, operation),
  readEmbedding: readOpenAiEmbedding,
  batches: openAiBatches,
  writeModels: (models) => ({ object: 'list', data: models.map(describeModel) }),
  writeModel: describeModel,
  writeRefusal: writeOpenAiRefusal,
};

function describeModel(id: string): unknown {
  return { id, object: 'model', created: createdAt, owned_by: 'penstock' };
}

function routeOpenAi({ method, path }: RequestFacts): Operation | null {
  const [, deployment, azurePath] = /^\/deployments\/([^/]+)(\/.+)$/.exec(path) ?? [];
  const model = deployment === undefined ? null : decodeURIComponent(deployment);
  const address = azurePath ?? path.replace(/^\/v1(?=\/)/, '');
  if (method === 'POST' && address === '/chat/completions') return { type: 'chat', model, isStreamed: null };
  if (method === 'POST' && address === responsesPath) return { type: 'chat', model: null, isStreamed: null };
  if (method === 'POST' && address === '/embeddings') return { type: 'embed', model, form: 'batch' };
  if (method === 'GET' && address === '/models') return { type: 'list-models' };
  const act = routeOpenAiBatches(method, address);
  if (act !== null) return { type: 'batch', act };
  const named = method === 'GET' ? /^\/models\/(.+)$/.exec(address)?.[1] : undefined;
  return named === undefined ? null : { type: 'read-model', model: decodeURIComponent(named) };
}
