import { abortWhenLeft } from '../../http/abort-when-left.ts';
import type { Exchange } from '../../http/endpoint.ts';
import { respond } from '../../http/respond.ts';
import { answerHeaders } from '../answer-headers.ts';
import { type BodyEndpoint, withBody } from '../body-endpoint.ts';
import type { EndpointTools } from '../endpoint-tools.ts';
import { explainRefusal, toFailure } from '../generation-errors.ts';
import { knownNames } from '../known-names.ts';
import { toOpenaiErrorResponse } from '../openai/error-response.ts';
import { setRateHeaders } from '../openai/rate-headers.ts';
import { toOpenaiUsage } from '../openai/usage.ts';
import { toOpenaiFacts } from '../openai/whole-answer.ts';
import { senderOf } from '../read-routing.ts';
import { parseEmbeddings } from './parse-embeddings.ts';

/** `/v1/embeddings`: the vectors of texts in OpenAI's protocol. */
export function createEmbeddings(tools: EndpointTools): BodyEndpoint {
  return withBody(
    {
      path: '/v1/embeddings',
      permission: 'generate',
      toErrorResponse: toOpenaiErrorResponse,
      serveBody: (body, exchange) => answer(body, exchange, tools),
    },
    tools.bodyBytes,
  );
}

async function answer(body: unknown, exchange: Exchange, tools: EndpointTools): Promise<void> {
  const { response } = exchange;
  const sender = senderOf(exchange);
  const { request, encoding } = parseEmbeddings(body, sender, knownNames(tools));
  const setHeaders = () => setRateHeaders(response, sender.viewer, tools.rateLimiter);
  try {
    const generation = await tools.generations.run(request, abortWhenLeft(response)).finally(setHeaders);
    const { vectors } = generation;
    if (vectors === null) throw toFailure(generation, tools);
    const { prompt_tokens, total_tokens } = toOpenaiUsage(generation.tokens);
    const answer = {
      object: 'list',
      data: vectors.map((vector, index) => ({
        object: 'embedding',
        index,
        embedding: encoding === 'base64' ? toBase64(vector) : vector,
      })),
      model: generation.modelId,
      usage: { prompt_tokens, total_tokens },
      penstock: toOpenaiFacts(generation),
    };
    respond(response, 200, answer, answerHeaders(generation));
  } catch (error) {
    throw explainRefusal(error, request, tools.health);
  }
}

/** Single-precision floats, little-endian, the default encoding of OpenAI's clients. */
function toBase64(vector: readonly number[]): string {
  const bytes = Buffer.allocUnsafe(vector.length * 4);
  vector.forEach((value, index) => {
    bytes.writeFloatLE(value, index * 4);
  });
  return bytes.toString('base64');
}
