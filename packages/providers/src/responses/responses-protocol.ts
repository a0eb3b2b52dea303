import { FormedReader } from '../forms/formed-reader.ts';
import { errorFromFailure } from '../http/error-from-document.ts';
import { EventAnswerReader } from '../http/event-answer-reader.ts';
import type { Protocol } from '../http/protocol.ts';
import { ResponsesAnswer } from './from-responses-event.ts';
import { responsesForms } from './responses-forms.ts';
import { toResponsesBody } from './to-responses-body.ts';

/** The paths that may differ at another provider of the protocol. Lists and vectors are those of chat completions. */
export type ResponsesPlaces = Pick<Protocol, 'models' | 'embeddings'> & { path: string };

/** OpenAI's Responses. */
export function responsesProtocol({ path, models, embeddings }: ResponsesPlaces): Protocol {
  return {
    chat(request, context, limits) {
      const { body, warnings } = toResponsesBody(request, context.providerId);
      const reader = new EventAnswerReader(context, new ResponsesAnswer(context), { limits, warnings });
      return { path, body, reader: request.stop.length === 0 ? reader : cutAtStop(reader, request.stop) };
    },
    models,
    embeddings,
    forms: responsesForms,
    longestToolName: 64,
    toError: errorFromFailure,
  };
}

/** The protocol has no stop sequences. */
function cutAtStop(reader: EventAnswerReader, stop: readonly string[]): FormedReader {
  return new FormedReader(reader, { warnings: [], stop, onAccepted: () => {} });
}
