import { isModelNotFoundError } from '../contract/errors/model-not-found-error.ts';
import { errorFromFailure } from '../http/error-from-document.ts';
import { EventAnswerReader } from '../http/event-answer-reader.ts';
import type { Protocol } from '../http/protocol.ts';
import type { Turns } from '../http/turns.ts';
import type { JsonObject } from '../json/read-json-value.ts';
import { readNames } from '../json/read-names.ts';
import { placeBreakpoints } from '../messages/place-breakpoints.ts';
import type { OpenAiDialect } from './dialect.ts';
import { FinishHabits } from './finish-habits.ts';
import { OpenAiAnswer } from './from-openai-event.ts';
import { openAiBatches } from './openai-batches.ts';
import { readEmbeddings, toEmbeddingsBody } from './openai-embeddings.ts';
import { openAiForms } from './openai-forms.ts';
import { toOpenAiBody } from './to-openai-body.ts';

/**
 * OpenAI's chat completions, and with the right dialect every protocol modelled on them. `turns`: the turns of a local
 * server.
 */
export function openAiProtocol(dialect: OpenAiDialect, turns: Turns | null = null): Protocol {
  const habits = new FinishHabits(turns);
  return {
    chat(asked, context, limits) {
      const request = dialect.needsBreakpoints(asked.model) ? placeBreakpoints(asked) : asked;
      const answer = new OpenAiAnswer(context, {
        repeatedPrefill: dialect.repeatsPrefill ? request.prefill : null,
        habits,
      });
      const { body, warnings } = toOpenAiBody(request, dialect, context.providerId);
      return {
        path: dialect.chatPath(request),
        body,
        reader: new EventAnswerReader(context, answer, { limits, warnings }),
      };
    },
    models: {
      path: dialect.modelsPath,
      body: null,
      read: (list) => (dialect.listsModels ? readModels(list) : []),
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
    ...(dialect.hasBatches && { batches: openAiBatches }),
    forms: openAiForms,
    longestToolName: 64,
    toError: errorFromFailure,
  };
}

/** Some servers use the member `models` for the list, as Ollama does. */
function readModels({ data, models }: JsonObject): readonly string[] | null {
  return readNames(data, 'id') ?? readNames(models, 'id') ?? readNames(models, 'name');
}
