import { customNames } from '@penstock/providers';
import { pingComment } from '../answer-writer.ts';
import { type BodyEndpoint, withBody } from '../body-endpoint.ts';
import type { EndpointTools } from '../endpoint-tools.ts';
import { knownNames } from '../known-names.ts';
import { breakOffStream, toOpenaiErrorResponse } from '../openai/error-response.ts';
import { setRateHeaders } from '../openai/rate-headers.ts';
import { toChatCompletion, toFunctionCompletion } from '../openai/whole-answer.ts';
import { senderOf } from '../read-routing.ts';
import { type ChatForm, serveChat } from '../serve-chat.ts';
import { ChunkWriter } from './chunk-writer.ts';
import { type ParsedChat, parseChat } from './parse-chat.ts';

/** `/v1/chat/completions`: a chat in OpenAI's protocol, streamed or whole. */
export function createChatCompletions(tools: EndpointTools): BodyEndpoint {
  return withBody(
    {
      path: '/v1/chat/completions',
      permission: 'generate',
      toErrorResponse: toOpenaiErrorResponse,
      breakOff: breakOffStream,
      serveBody: async (body, exchange) => {
        const parsed = parseChat(body, senderOf(exchange), knownNames(tools));
        await serveChat(parsed.request, exchange, tools, formOf(parsed));
      },
    },
    tools.bodyBytes,
  );
}

function formOf({ request, isStreamed, includesUsage, usesFunctions }: ParsedChat): ChatForm {
  const customs = customNames(request.call.tools);
  return {
    stream: isStreamed
      ? {
          open: ({ id: generationId, createdAtMs }, modelId) =>
            new ChunkWriter({ generationId, createdAtMs, modelId, includesUsage, usesFunctions, customs }),
          ping: pingComment,
        }
      : null,
    carries: ['image', 'audio'],
    toWhole: usesFunctions ? toFunctionCompletion : toChatCompletion,
    setRateHeaders,
  };
}
