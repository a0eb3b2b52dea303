import { errorFromFailure } from '../http/error-from-document.ts';
import { EventAnswerReader } from '../http/event-answer-reader.ts';
import type { Protocol } from '../http/protocol.ts';
import { readNames } from '../json/read-names.ts';
import { OllamaAnswer } from './from-ollama-line.ts';
import { readEmbeddings, toEmbeddingsBody } from './ollama-embeddings.ts';
import { toOllamaBody } from './to-ollama-body.ts';

/** Ollama's own protocol, JSON by lines. Its models are the pulled ones. */
export const ollamaProtocol: Protocol = {
  chat(request, context, limits) {
    const { body, warnings } = toOllamaBody(request, context.providerId);
    const reader = new EventAnswerReader(context, new OllamaAnswer(context), { limits, warnings });
    return { path: '/api/chat', body, reader };
  },
  models: { path: '/api/tags', body: null, read: (list) => readNames(list.models, 'name') },
  embeddings: {
    // Ollama has no limit; smaller batches delay other requests less.
    mostTexts: 512,
    query: (request, texts) => ({ path: '/api/embed', body: toEmbeddingsBody(request, texts), read: readEmbeddings }),
  },
  toError: errorFromFailure,
};
