import { type Exchange, viewerOf } from '../../http/endpoint.ts';
import { respond } from '../../http/respond.ts';
import { generationHeader } from '../answer-headers.ts';
import type { EndpointTools } from '../endpoint-tools.ts';
import { explainRefusal } from '../generation-errors.ts';
import { setRateHeaders } from '../openai/rate-headers.ts';
import type { ParsedResponses } from './parse-responses.ts';
import { asAnswer, toResponse } from './response-object.ts';

/** Starts a response that continues without its client, and returns its present state. */
export async function startInBackground(
  { request, echo }: ParsedResponses,
  exchange: Exchange,
  { generations, rateLimiter, health }: EndpointTools,
): Promise<void> {
  const { response } = exchange;
  try {
    const generation = await generations
      .start(request)
      .finally(() => setRateHeaders(response, viewerOf(exchange), rateLimiter));
    const { warnings } = echo;
    const body = { ...toResponse(asAnswer(generation), echo), ...(warnings.length > 0 && { penstock: { warnings } }) };
    respond(response, 200, body, { [generationHeader]: generation.id });
  } catch (error) {
    throw explainRefusal(error, request, health, 'input');
  }
}
