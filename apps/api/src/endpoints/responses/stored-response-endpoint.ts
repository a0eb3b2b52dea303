import { setTimeout as sleep } from 'node:timers/promises';
import type { Viewer } from '../../access/viewer.ts';
import { InputError, ServiceError } from '../../errors/service-error.ts';
import type { Generation } from '../../generation/generation.ts';
import type { KnownAnswer } from '../../generation/known-answers.ts';
import { type Endpoint, type Exchange, viewerOf } from '../../http/endpoint.ts';
import { respond } from '../../http/respond.ts';
import { AnswerStream } from '../answer-stream.ts';
import { pingComment } from '../answer-writer.ts';
import type { EndpointTools } from '../endpoint-tools.ts';
import { toOpenaiErrorResponse } from '../openai/error-response.ts';
import { breakOffResponse } from './error-event.ts';
import { isReadable, readAnswers, unknownResponse } from './references.ts';
import { generationOf } from './response-ids.ts';
import { asAnswer, toResponse } from './response-object.ts';
import { ResponseWriter } from './response-writer.ts';

/** How long a caller waits for another replica, and between two looks. Milliseconds. */
const mostWaitMs = 10_000;
const lookMs = 50;

/** `GET /v1/responses/{id}`, streamed from `starting_after` on where asked, and `POST /v1/responses/{id}/cancel`. */
export function createStoredResponse(tools: EndpointTools): Endpoint {
  return {
    path: '/v1/responses/*',
    permission: 'generate',
    methods: ['GET', 'POST'],
    toErrorResponse: toOpenaiErrorResponse,
    breakOff: breakOffResponse,
    serve: (exchange) => {
      const { request, rest } = exchange;
      const [id = '', act, ...others] = rest.split('/');
      const isRead = request.method !== 'POST' && act === undefined;
      const isCancel = request.method === 'POST' && act === 'cancel' && others.length === 0;
      if (isRead) return read(id, exchange, tools);
      if (isCancel) return cancel(id, exchange, tools);
      const words = 'GET /v1/responses/ID reads a response, and POST /v1/responses/ID/cancel ends it';
      throw new ServiceError('NOT_FOUND', `There is nothing at ${exchange.path.slice(0, 200)}: ${words}.`);
    },
  };
}

async function read(id: string, exchange: Exchange, tools: EndpointTools): Promise<void> {
  const { searchParams } = new URL(exchange.request.url ?? '/', 'http://localhost');
  const answer = await findAnswer(id, viewerOf(exchange), tools);
  if (searchParams.get('stream') !== 'true') return respond(exchange.response, 200, toResponse(answer, null));
  const after = parseAfter(searchParams.get('starting_after'));
  const { generations, health, catalog } = tools;
  const live = await generations.locate(answer.id);
  if (live === null) {
    throw new ServiceError('NOT_FOUND', `The events of response '${id}' are gone: read it without stream.`);
  }
  // A reader that leaves is no wish to stop.
  const events = generations.attach(live.id, 0, () => 'lost', true);
  const open = (generation: Generation, modelId: string) =>
    new ResponseWriter({ answer: asAnswer(generation), modelId, echo: null, after });
  const options = { generation: live, form: { open, ping: pingComment }, tools: { health, catalog } };
  await new AnswerStream(events, exchange.response, options).run();
}

function parseAfter(text: string | null): number | undefined {
  if (text === null) return undefined;
  const after = Number(text);
  if (/^\d{1,9}$/.test(text)) return after;
  throw new InputError('starting_after', `must be a whole number from 0, not '${text.slice(0, 80)}'`);
}

async function cancel(id: string, exchange: Exchange, tools: EndpointTools): Promise<void> {
  const viewer = viewerOf(exchange);
  const answer = await findAnswer(id, viewer, tools);
  const ended = await tools.generations.cancel(answer.id);
  const last = ended === null ? await untilEnded(answer, () => findAnswer(id, viewer, tools), tools) : asAnswer(ended);
  respond(exchange.response, 200, toResponse(last, null));
}

/** Asks the replica that runs it to end it, and waits a while; returns it as it is then. */
async function untilEnded(
  answer: KnownAnswer,
  read: () => Promise<KnownAnswer>,
  { generations }: EndpointTools,
): Promise<KnownAnswer> {
  let last = answer;
  if (last.status === 'RUNNING') await generations.askToCancel(answer.id);
  const giveUpAtMs = performance.now() + mostWaitMs;
  while (last.status === 'RUNNING' && performance.now() < giveUpAtMs) {
    await sleep(lookMs);
    last = await read();
  }
  return last;
}

async function findAnswer(id: string, viewer: Viewer, tools: EndpointTools): Promise<KnownAnswer> {
  const generationId = generationOf(id);
  const answer = (await readAnswers([generationId], viewer, tools)).get(generationId ?? '');
  if (answer !== undefined) return answer;
  // One that another replica runs.
  const located = generationId === null ? null : await tools.generations.locate(generationId);
  if (located === null || !isReadable(located, viewer)) throw unknownResponse(id, null);
  return asAnswer(located);
}
