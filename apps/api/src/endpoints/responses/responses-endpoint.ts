import type { ServerResponse } from 'node:http';
import type { Endpoint, Exchange } from '../../http/endpoint.ts';
import { viewerOf } from '../../http/endpoint.ts';
import { pingComment } from '../answer-writer.ts';
import { withBody } from '../body-endpoint.ts';
import type { EndpointTools } from '../endpoint-tools.ts';
import { knownNames } from '../known-names.ts';
import { toOpenaiErrorResponse } from '../openai/error-response.ts';
import { setRateHeaders } from '../openai/rate-headers.ts';
import { senderOf } from '../read-routing.ts';
import { type ChatForm, serveChat } from '../serve-chat.ts';
import { breakOffResponse, openWriter } from './error-event.ts';
import { isOnResponses } from './is-on-responses.ts';
import { checkBody, type ParsedResponses, parseResponses } from './parse-responses.ts';
import { readReferences } from './references.ts';
import { asAnswer, toFullResponse } from './response-object.ts';
import { createStoredResponse } from './stored-response-endpoint.ts';

/** `/v1/responses`: a chat in the protocol of OpenAI's Responses, and the stored ones by their ids. */
export function createResponses(tools: EndpointTools): readonly Endpoint[] {
  return [
    withBody(
      {
        path: '/v1/responses',
        permission: 'generate',
        toErrorResponse: toOpenaiErrorResponse,
        breakOff: breakOffResponse,
        serveBody: (body, exchange) => answer(body, exchange, tools),
      },
      tools.bodyBytes,
    ),
    createStoredResponse(tools),
  ];
}

async function answer(body: unknown, exchange: Exchange, tools: EndpointTools): Promise<void> {
  const input = checkBody(body);
  const references = await readReferences(input, viewerOf(exchange), tools);
  const parsed = parseResponses(input, body, references, senderOf(exchange), {
    known: knownNames(tools),
    isOnResponses: isOnResponses(tools.catalog(), input.model ?? input.preferred_model ?? ''),
  });
  await serveChat(parsed.request, exchange, tools, formOf(parsed, exchange.response, input.store === true));
}

/** `mayComeBack`: a client that asked for its answer to be stored can read on by its id. */
function formOf({ isStreamed, echo }: ParsedResponses, response: ServerResponse, mayComeBack: boolean): ChatForm {
  return {
    stream: isStreamed
      ? {
          open: (generation, modelId) => openWriter(response, { answer: asAnswer(generation), modelId, echo }),
          ping: pingComment,
          // The numbers of its events follow from those of the log.
          isUnmerged: true,
          mayComeBack,
        }
      : null,
    toWhole: (generation) => toFullResponse(generation, echo),
    setRateHeaders,
    promptMember: 'input',
  };
}
