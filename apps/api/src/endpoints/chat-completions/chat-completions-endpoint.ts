import { isCutJson } from '../../generation/cut-json.ts';
import { abortWhenLeft } from '../../http/abort-when-left.ts';
import type { Endpoint, Exchange } from '../../http/endpoint.ts';
import { readJsonBody } from '../../http/read-json-body.ts';
import { respond } from '../../http/respond.ts';
import { answerHeaders } from '../answer-headers.ts';
import type { EndpointTools } from '../endpoint-tools.ts';
import { explainRefusal, toFailure } from '../generation-errors.ts';
import { knownNames } from '../known-names.ts';
import { breakOffStream, toOpenaiErrorResponse } from '../openai/error-response.ts';
import { setRateHeaders } from '../openai/rate-headers.ts';
import { toChatCompletion, toFunctionCompletion } from '../openai/whole-answer.ts';
import { senderOf } from '../read-routing.ts';
import { AnswerStream } from './answer-stream.ts';
import { parseChat } from './parse-chat.ts';

/** `/v1/chat/completions`: a chat in OpenAI's protocol, streamed or whole. */
export function createChatCompletions(tools: EndpointTools): Endpoint {
  return {
    path: '/v1/chat/completions',
    permission: 'generate',
    methods: ['POST'],
    toErrorResponse: toOpenaiErrorResponse,
    breakOff: breakOffStream,
    serve: async (exchange) => answer(await readJsonBody(exchange.request, tools.bodyBytes), exchange, tools),
  };
}

/** Rejects with the error that came before the answer began. */
async function answer(body: unknown, exchange: Exchange, tools: EndpointTools): Promise<void> {
  const { response } = exchange;
  const { generations, health, rateLimiter } = tools;
  const sender = senderOf(exchange);
  const { request, isStreamed, includesUsage, usesFunctions } = parseChat(body, sender, knownNames(tools));
  const setHeaders = () => setRateHeaders(response, sender.viewer, rateLimiter);
  try {
    if (isStreamed) {
      const { generation, events } = await generations.open(request).finally(setHeaders);
      await new AnswerStream(events, response, { generation, includesUsage, usesFunctions, tools }).run();
      return;
    }
    const generation = await generations.run(request, abortWhenLeft(response)).finally(setHeaders);
    if (generation.status !== 'COMPLETED' && !isCutJson(generation)) throw toFailure(generation, tools);
    const completion = usesFunctions ? toFunctionCompletion(generation) : toChatCompletion(generation);
    respond(response, 200, completion, answerHeaders(generation));
  } catch (error) {
    throw explainRefusal(error, request, health);
  }
}
