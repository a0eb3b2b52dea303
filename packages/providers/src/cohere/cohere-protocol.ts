import { errorFromFailure, type KindOfStatus } from '../http/error-from-document.ts';
import { EventAnswerReader } from '../http/event-answer-reader.ts';
import type { Protocol } from '../http/protocol.ts';
import { readNames } from '../json/read-names.ts';
import { readEmbeddings, toEmbeddingsBody } from './cohere-embeddings.ts';
import { cohereForms } from './cohere-forms.ts';
import { CohereAnswer } from './from-cohere-event.ts';
import { toCohereBody } from './to-cohere-body.ts';

/** A token of the prompt or of the answer is on Cohere's deny list. */
const kindOfStatus: KindOfStatus = { 498: 'content-filter' };

/** Cohere's chat, version 2. The list of models still has version 1. */
export const cohereProtocol: Protocol = {
  chat(request, context, limits) {
    const { body, warnings } = toCohereBody(request, context.providerId);
    const answer = new CohereAnswer(context, request.model);
    return { path: '/v2/chat', body, reader: new EventAnswerReader(context, answer, { limits, warnings }) };
  },
  models: { path: '/v1/models?page_size=1000', body: null, read: (list) => readNames(list.models, 'name') },
  embeddings: {
    mostTexts: 96,
    query: (request, texts) => ({ path: '/v2/embed', body: toEmbeddingsBody(request, texts), read: readEmbeddings }),
  },
  forms: cohereForms,
  longestToolName: 64,
  toError: (failure, context) => errorFromFailure(failure, context, kindOfStatus),
};
