import type { ServerResponse } from 'node:http';
import type { Catalog, Deployment } from '@penstock/router';
import type { Endpoint, Exchange } from '../../http/endpoint.ts';
import { viewerOf } from '../../http/endpoint.ts';
import { respond } from '../../http/respond.ts';
import { pingComment } from '../answer-writer.ts';
import { withBody } from '../body-endpoint.ts';
import { countNamed } from '../count-named.ts';
import type { EndpointTools } from '../endpoint-tools.ts';
import { knownNames } from '../known-names.ts';
import { toOpenaiErrorResponse } from '../openai/error-response.ts';
import { setRateHeaders } from '../openai/rate-headers.ts';
import { senderOf } from '../read-routing.ts';
import { type ChatForm, serveChat } from '../serve-chat.ts';
import { startInBackground } from './background.ts';
import { breakOffResponse, openWriter } from './error-event.ts';
import { checkBody, type ParsedResponses, parseResponses } from './parse-responses.ts';
import { readReferences } from './references.ts';
import { asAnswer, toFullResponse } from './response-object.ts';
import type { ResponsesBody } from './responses-body.ts';
import { createStoredResponse } from './stored-response-endpoint.ts';
import { truncateInput } from './truncate-input.ts';

/**
 * `/v1/responses`: a chat in the protocol of OpenAI's Responses, and the stored responses by their ids.
 * `…/input_tokens` counts the tokens of a prompt.
 */
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
    withBody(
      {
        path: '/v1/responses/input_tokens',
        permission: 'generate',
        toErrorResponse: toOpenaiErrorResponse,
        serveBody: (body, exchange) => count(body, exchange, tools),
      },
      tools.bodyBytes,
    ),
    createStoredResponse(tools),
  ];
}

/** Answers with the number of tokens in the prompt of a response. */
async function count(body: unknown, exchange: Exchange, tools: EndpointTools): Promise<void> {
  const input = checkBody(body);
  const viewer = viewerOf(exchange);
  const references = await readReferences(input, viewer, tools);
  const { request } = parseResponses(input, body, references, senderOf(exchange), factsOf(input, tools));
  const tokens = await countNamed(request, tools, viewer);
  respond(exchange.response, 200, { object: 'response.input_tokens', input_tokens: tokens });
}

async function answer(body: unknown, exchange: Exchange, tools: EndpointTools): Promise<void> {
  const input = checkBody(body);
  const references = await readReferences(input, viewerOf(exchange), tools);
  const whole = parseResponses(input, body, references, senderOf(exchange), factsOf(input, tools));
  const parsed = input.truncation === 'auto' ? truncateInput(whole, tools) : whole;
  if (input.background === true && !parsed.isStreamed) return startInBackground(parsed, exchange, tools);
  await serveChat(parsed.request, exchange, tools, formOf(parsed, exchange.response, input.store === true));
}

/** The facts of the catalog about the names in a body. */
function factsOf({ model, preferred_model }: ResponsesBody, tools: EndpointTools) {
  return {
    known: knownNames(tools),
    isOnResponses: isOnResponses(tools.catalog(), model ?? preferred_model ?? ''),
  };
}

/** `mayComeBack`: a client whose answer is stored can read on by its id. */
function formOf({ isStreamed, echo }: ParsedResponses, response: ServerResponse, mayComeBack: boolean): ChatForm {
  return {
    stream: isStreamed
      ? {
          open: (generation, modelId) => openWriter(response, { answer: asAnswer(generation), modelId, echo }),
          ping: pingComment,
          // The numbers of its events depend on those of the log.
          isUnmerged: true,
          mayComeBack,
        }
      : null,
    carries: ['image'],
    toWhole: (generation) => toFullResponse(generation, echo),
    setRateHeaders,
    promptMember: 'input',
  };
}

/** Whether Penstock calls a model by OpenAI's Responses at all its providers. */
function isOnResponses(catalog: Pick<Catalog, 'resolve' | 'findProvider'>, name: string): boolean {
  const deployments = catalog.resolve(name)?.deployments ?? [];
  const isCalledSo = ({ providerId, api }: Deployment): boolean => {
    const dialect = catalog.findProvider(providerId)?.dialect;
    return dialect === 'responses' || (dialect === 'openai' && api === 'responses');
  };
  return deployments.length > 0 && deployments.every(isCalledSo);
}
