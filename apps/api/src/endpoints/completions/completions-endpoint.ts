import { pingComment } from '../answer-writer.ts';
import { type BodyEndpoint, withBody } from '../body-endpoint.ts';
import type { EndpointTools } from '../endpoint-tools.ts';
import { knownNames } from '../known-names.ts';
import { breakOffStream, toOpenaiErrorResponse } from '../openai/error-response.ts';
import { setRateHeaders } from '../openai/rate-headers.ts';
import { senderOf } from '../read-routing.ts';
import { type ChatForm, serveChat } from '../serve-chat.ts';
import { CompletionWriter, toCompletion } from './completion-writer.ts';
import { type ParsedCompletion, parseCompletion } from './parse-completion.ts';

/** `/v1/completions`: a prompt and its answer as texts, for older clients of OpenAI's protocol. */
export function createCompletions(tools: EndpointTools): BodyEndpoint {
  return withBody(
    {
      path: '/v1/completions',
      permission: 'generate',
      toErrorResponse: toOpenaiErrorResponse,
      breakOff: breakOffStream,
      serveBody: async (body, exchange) => {
        const parsed = parseCompletion(body, senderOf(exchange), knownNames(tools));
        await serveChat(parsed.request, exchange, tools, formOf(parsed));
      },
    },
    tools.bodyBytes,
  );
}

function formOf({ isStreamed, includesUsage }: ParsedCompletion): ChatForm {
  return {
    stream: isStreamed
      ? {
          open: (generation, modelId) => new CompletionWriter(generation, modelId, includesUsage),
          ping: pingComment,
        }
      : null,
    carries: [],
    toWhole: toCompletion,
    setRateHeaders,
    promptMember: 'prompt',
  };
}
