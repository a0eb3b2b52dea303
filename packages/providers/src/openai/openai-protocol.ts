import { isModelNotFoundError } from '../contract/errors/model-not-found-error.ts';
import { EventAnswerReader } from '../http/event-answer-reader.ts';
import type { Protocol } from '../http/protocol.ts';
import { ServerSentEventReader } from '../http/read-server-sent-events.ts';
import { readTexts } from '../json/read-texts.ts';
import { placeBreakpoints } from '../messages/place-breakpoints.ts';
import type { OpenAiDialect } from './dialect.ts';
import { OpenAiAnswer } from './from-openai-event.ts';
import { readEmbeddings, toEmbeddingsBody } from './openai-embeddings.ts';
import { errorFromFailure } from './openai-error.ts';
import { openAiForms } from './openai-forms.ts';
import { toOpenAiBody } from './to-openai-body.ts';

/** OpenAI's chat completions, and with the right dialect every protocol modelled on them. */
export function openAiProtocol(dialect: OpenAiDialect): Protocol {
  return {
    chat(asked, context, limits) {
      const request = dialect.needsBreakpoints(asked.model) ? placeBreakpoints(asked) : asked;
      const answer = new OpenAiAnswer(context, dialect.repeatsPrefill ? request.prefill : null);
      const { body, warnings } = toOpenAiBody(request, dialect, context.providerId);
      const splitter = new ServerSentEventReader(limits.eventBytes);
      return {
        path: dialect.chatPath(request),
        body,
        reader: new EventAnswerReader(context.providerId, splitter, answer, warnings),
      };
    },
    forms: openAiForms,
    models: {
      path: dialect.modelsPath,
      body: null,
      read: (list) => readTexts(list.data, 'id'),
      readFailure: (error) => (!dialect.listsModels && isModelNotFoundError(error) ? [] : null),
    },
    embeddings: {
      mostTexts: 2048,
      query: (request, texts) => ({
        path: dialect.embeddingsPath(request.model),
        body: toEmbeddingsBody(request, texts, dialect),
        read: readEmbeddings,
      }),
    },
    toError: errorFromFailure,
  };
}
