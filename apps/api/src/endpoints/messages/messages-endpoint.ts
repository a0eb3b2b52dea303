import type { Generation } from '../../generation/generation.ts';
import { type Endpoint, type Exchange, viewerOf } from '../../http/endpoint.ts';
import { readJsonBody } from '../../http/read-json-body.ts';
import { respond } from '../../http/respond.ts';
import { breakOffMessages, toAnthropicErrorResponse } from '../anthropic/error-response.ts';
import { setAnthropicRateHeaders } from '../anthropic/rate-headers.ts';
import { countNamed } from '../count-named.ts';
import type { EndpointTools } from '../endpoint-tools.ts';
import { knownNames } from '../known-names.ts';
import { senderOf } from '../read-routing.ts';
import { type ChatForm, serveChat } from '../serve-chat.ts';
import { MessageWriter } from './message-writer.ts';
import { type ParsedMessages, parseMessagesRequest } from './parse-messages-request.ts';
import { readBetas } from './read-betas.ts';
import { toMessage } from './to-message.ts';

/** `/v1/messages` and `/v1/messages/count_tokens`: a chat in Anthropic's protocol, streamed or whole. */
export function createMessages(tools: EndpointTools): readonly Endpoint[] {
  const common = {
    methods: ['POST'],
    permission: 'generate',
    toErrorResponse: toAnthropicErrorResponse,
    breakOff: breakOffMessages,
  } as const;
  return [
    {
      ...common,
      path: '/v1/messages',
      serve: async (exchange) => {
        const parsed = await parse(exchange, tools);
        await serveChat(parsed.request, exchange, tools, formOf(parsed));
      },
    },
    {
      ...common,
      path: '/v1/messages/count_tokens',
      serve: async (exchange) => {
        const { request } = await parse(exchange, tools);
        respond(exchange.response, 200, { input_tokens: await countNamed(request, tools, viewerOf(exchange)) });
      },
    },
  ];
}

async function parse(exchange: Exchange, tools: EndpointTools): Promise<ParsedMessages> {
  const { request, response, requestId } = exchange;
  // Anthropic's clients read the request id from this header.
  response.setHeader('request-id', requestId);
  const body = await readJsonBody(request, tools.bodyBytes);
  return parseMessagesRequest(body, senderOf(exchange), knownNames(tools), readBetas(request.headers));
}

function formOf({ isStreamed, showsThoughts }: ParsedMessages): ChatForm {
  return {
    stream: isStreamed
      ? {
          open: ({ id, promptTokens }: Generation, modelId) =>
            new MessageWriter({ id, promptTokens, modelId, showsThoughts }),
          ping: 'event: ping\ndata: {"type":"ping"}\n\n',
          opensOnSilence: true,
        }
      : null,
    carries: ['image'],
    toWhole: (generation) => toMessage(generation, showsThoughts),
    setRateHeaders: setAnthropicRateHeaders,
  };
}
