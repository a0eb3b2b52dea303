import { EventAnswerReader } from '../http/event-answer-reader.ts';
import type { Protocol } from '../http/protocol.ts';
import { ServerSentEventReader } from '../http/read-server-sent-events.ts';
import { readNames } from '../json/read-names.ts';
import { readEmbeddings, toEmbeddingsBody } from './cohere-embeddings.ts';
import { errorFromFailure } from './cohere-error.ts';
import { CohereAnswer } from './from-cohere-event.ts';
import { toCohereBody } from './to-cohere-body.ts';

/** Cohere's chat, version 2. The list of models is still version 1. */
export const cohereProtocol: Protocol = {
  chat(request, context, limits) {
    const { body, warnings } = toCohereBody(request, context.providerId);
    const splitter = new ServerSentEventReader(limits.eventBytes);
    const answer = new CohereAnswer(context, request.model);
    return { path: '/v2/chat', body, reader: new EventAnswerReader(context.providerId, splitter, answer, warnings) };
  },
  models: { path: '/v1/models?page_size=1000', body: null, read: (list) => readNames(list.models, 'name') },
  embeddings: {
    mostTexts: 96,
    query: (request, texts) => ({ path: '/v2/embed', body: toEmbeddingsBody(request, texts), read: readEmbeddings }),
  },
  toError: errorFromFailure,
};
