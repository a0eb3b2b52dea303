import type { Dialect, Operation, RequestFacts } from '../dialect.ts';
import { bearerKey, checkKey } from '../read-request.ts';
import { readOllamaChat } from './read-chat.ts';
import { readOllamaEmbedding } from './read-embedding.ts';
import { writeOllamaRefusal } from './write-refusal.ts';

/** Ollama's own protocol: JSON lines. It needs no key, but refuses a wrong key, as a proxy would. */
export const ollamaDialect: Dialect = {
  name: 'ollama',
  basePath: '/ollama',
  route: routeOllama,
  authenticate({ headers }) {
    checkKey(bearerKey(headers) ?? 'none', { missing: 'unauthorized', wrong: 'unauthorized' });
  },
  readChat: readOllamaChat,
  readEmbedding: readOllamaEmbedding,
  writeModels: (models) => ({ models: models.map(describeModel) }),
  writeModel: describeModel,
  writeRefusal: writeOllamaRefusal,
};

function describeModel(name: string): unknown {
  return {
    name,
    model: name,
    modified_at: '2023-11-14T00:00:00Z',
    size: 4_661_224_676,
    digest: '365c0bd3c000a25d28ddbf732fe1c6add414de7275464c4e4d1c3b5fcb5d8ad1',
    details: {
      parent_model: '',
      format: 'gguf',
      family: 'llama',
      families: ['llama'],
      parameter_size: '8.0B',
      quantization_level: 'Q4_0',
    },
  };
}

function routeOllama({ method, path }: RequestFacts): Operation | null {
  if (method === 'POST' && path === '/api/chat') return { type: 'chat', model: null, isStreamed: null };
  if (method === 'POST' && path === '/api/embed') return { type: 'embed', model: null, form: 'batch' };
  return method === 'GET' && path === '/api/tags' ? { type: 'list-models' } : null;
}
