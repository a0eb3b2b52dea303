import { EventAnswerReader } from '../http/event-answer-reader.ts';
import type { Protocol } from '../http/protocol.ts';
import { JsonLineReader } from '../http/read-json-lines.ts';
import { readNames } from '../json/read-names.ts';
import { OllamaAnswer } from './from-ollama-line.ts';
import { readEmbeddings, toEmbeddingsBody } from './ollama-embeddings.ts';
import { errorFromFailure } from './ollama-error.ts';
import { toOllamaBody } from './to-ollama-body.ts';

/** Ollama's own protocol, JSON by lines. Its models are the pulled ones. */
export const ollamaProtocol: Protocol = {
  chat(request, context, limits) {
    const { body, warnings } = toOllamaBody(request, context.providerId);
    const splitter = new JsonLineReader(limits.eventBytes);
    const reader = new EventAnswerReader(context.providerId, splitter, new OllamaAnswer(context), warnings);
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
