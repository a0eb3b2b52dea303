import type { Dialect, Operation, RequestFacts } from '../dialect.ts';
import { checkKey } from '../read-request.ts';
import { readGoogleChat } from './read-chat.ts';
import { readGoogleEmbedding } from './read-embedding.ts';
import { writeGoogleRefusal } from './write-refusal.ts';

/** Google's Gemini API: `generateContent`, streamed or not, and embeddings, also in Vertex AI's form. */
export const googleDialect: Dialect = {
  name: 'google',
  basePath: '/google/v1beta',
  route: routeGoogle,
  authenticate({ headers, query }) {
    checkKey(headers['x-goog-api-key'] ?? query.get('key'), {
      missing:
        "Method doesn't allow unregistered callers (callers without established identity). Please use API Key or other form of API consumer identity to call this API.",
      wrong: 'API key not valid. Please pass a valid API key.',
    });
  },
  readChat: readGoogleChat,
  readEmbedding: readGoogleEmbedding,
  writeModels: (models) => ({ models: models.map(describeModel) }),
  writeModel: describeModel,
  writeRefusal: writeGoogleRefusal,
};

function describeModel(id: string): unknown {
  return {
    name: `models/${id}`,
    version: '001',
    displayName: id,
    inputTokenLimit: 1_048_576,
    outputTokenLimit: 65_536,
    supportedGenerationMethods: ['generateContent', 'streamGenerateContent', 'embedContent', 'batchEmbedContents'],
  };
}

function routeGoogle({ method, path }: RequestFacts): Operation | null {
  const [, name, verb] = /^\/v1(?:beta)?\/models\/([^:]+):(\w+)$/.exec(path) ?? [];
  if (method === 'GET') {
    if (/^\/v1(?:beta)?\/models$/.test(path)) return { type: 'list-models' };
    const named = /^\/v1(?:beta)?\/models\/([^:]+)$/.exec(path)?.[1];
    return named === undefined ? null : { type: 'read-model', model: decodeURIComponent(named) };
  }
  if (method !== 'POST' || name === undefined) return null;
  const model = decodeURIComponent(name);
  switch (verb) {
    case 'generateContent':
      return { type: 'chat', model, isStreamed: false };
    case 'streamGenerateContent':
      return { type: 'chat', model, isStreamed: true };
    case 'embedContent':
      return { type: 'embed', model, form: 'one' };
    case 'batchEmbedContents':
      return { type: 'embed', model, form: 'batch' };
    case 'predict':
      return { type: 'embed', model, form: 'predict' };
    default:
      return null;
  }
}
