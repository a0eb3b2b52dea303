import type { Viewer } from '../../access/viewer.ts';
import type { AuditEvent } from '../../audit/audit.ts';
import { InputError, ServiceError } from '../../errors/service-error.ts';
import { notEndedInTime, runsElsewhere, waitForEnd } from '../../generation/elsewhere.ts';
import type { Generation } from '../../generation/generation.ts';
import type { KnownAnswer } from '../../generation/known-answers.ts';
import { addressOf } from '../../http/address-of.ts';
import { type Endpoint, type Exchange, viewerOf } from '../../http/endpoint.ts';
import { respond } from '../../http/respond.ts';
import { AnswerStream } from '../answer-stream.ts';
import { pingComment } from '../answer-writer.ts';
import type { EndpointTools } from '../endpoint-tools.ts';
import { toOpenaiErrorResponse } from '../openai/error-response.ts';
import { breakOffResponse, openWriter } from './error-event.ts';
import { readPageQuery, toInputItemList } from './input-items.ts';
import { isReadable, readAnswers, unknownResponse } from './references.ts';
import { generationOf } from './response-ids.ts';
import { asAnswer, toResponse } from './response-object.ts';

/**
 * `GET /v1/responses/{id}`, also streamed after the event `starting_after`; `DELETE` of it; `GET
 * /v1/responses/{id}/input_items`; `POST /v1/responses/{id}/cancel`.
 */
export function createStoredResponse(tools: EndpointTools): Endpoint {
  return {
    path: '/v1/responses/*',
    permission: 'generate',
    methods: ['GET', 'POST', 'DELETE'],
    toErrorResponse: toOpenaiErrorResponse,
    breakOff: breakOffResponse,
    serve: (exchange) => {
      const { request, rest } = exchange;
      const [id = '', act, ...others] = rest.split('/');
      const asked = others.length === 0 ? `${request.method === 'HEAD' ? 'GET' : request.method} ${act ?? ''}` : '';
      switch (asked) {
        case 'GET ':
          return read(id, exchange, tools);
        case 'GET input_items':
          return listInput(id, exchange, tools);
        case 'POST cancel':
          return cancel(id, exchange, tools);
        case 'DELETE ':
          return remove(id, exchange, tools);
      }
      const words =
        'GET /v1/responses/ID reads a response, …/input_items its input, DELETE removes it, and POST /v1/responses/ID/cancel ends it';
      throw new ServiceError('NOT_FOUND', `There is nothing at ${exchange.path.slice(0, 200)}: ${words}.`);
    },
  };
}

async function listInput(id: string, exchange: Exchange, tools: EndpointTools): Promise<void> {
  const page = readPageQuery(new URL(exchange.request.url ?? '/', 'http://localhost').searchParams);
  const answer = await findAnswer(id, viewerOf(exchange), tools);
  respond(exchange.response, 200, toInputItemList(answer, page));
}

async function read(id: string, exchange: Exchange, tools: EndpointTools): Promise<void> {
  const { searchParams } = new URL(exchange.request.url ?? '/', 'http://localhost');
  const answer = await findAnswer(id, viewerOf(exchange), tools);
  if (searchParams.get('stream') !== 'true') return respond(exchange.response, 200, toResponse(answer, null));
  const after = parseAfter(searchParams.get('starting_after'));
  const { generations, health, catalog } = tools;
  const live = await generations.locate(answer.id);
  if (live === null) {
    throw new ServiceError(
      'NOT_FOUND',
      `The events of response '${id}' are no longer available: read it without stream.`,
    );
  }
  // A reader that leaves does not cancel the response.
  const events = generations.attach(live.id, 0, () => 'lost', true);
  const open = (generation: Generation, modelId: string) =>
    openWriter(exchange.response, { answer: asAnswer(generation), modelId, echo: null, after });
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
  const { generations } = tools;
  const found = await lookFor(id, viewer, tools);
  const generationId = found === 'elsewhere' ? generationIdOf(id) : found.id;
  const ended = await generations.cancel(generationId);
  const last = ended === null ? await endElsewhere(generationId, found, viewer, tools) : asAnswer(ended);
  respond(exchange.response, 200, toResponse(last, null));
}

/** Asks the replica that runs a response to end it, and waits for a while. Returns its state after that. */
async function endElsewhere(
  generationId: string,
  found: KnownAnswer | 'elsewhere',
  viewer: Viewer,
  tools: EndpointTools,
): Promise<KnownAnswer> {
  if (found !== 'elsewhere' && found.status !== 'RUNNING') return found;
  await tools.generations.askToCancel(generationId);
  const last = await waitForEnd(() => readKnown(generationId, viewer, tools));
  if (last === null) throw notEndedInTime(generationId);
  return last;
}

/** Removes the content from the database and from memory, on every replica. Its cost stays recorded. */
async function remove(id: string, exchange: Exchange, tools: EndpointTools): Promise<void> {
  const viewer = viewerOf(exchange);
  const found = await lookFor(id, viewer, tools);
  if (found === 'elsewhere' || found.status === 'RUNNING') throw notRemovable(id, 'is running: cancel it first');
  const entry: AuditEvent = {
    actor: viewer.actor,
    action: 'response.remove',
    target: { type: 'generation', id: found.id },
    workspaceId: found.request.caller.workspaceId,
    outcome: 'SUCCEEDED',
    requestId: exchange.requestId,
    address: addressOf(exchange.request),
  };
  const isRecorded = await tools.storedAnswers.remove(found.id, viewer.workspaceId, (client) =>
    tools.audit.record(entry, client),
  );
  if (!isRecorded) throw notRemovable(id, 'is not recorded yet: send the request again in a moment');
  await tools.generations.forget(found.id);
  respond(exchange.response, 200, { id, object: 'response', deleted: true });
}

function notRemovable(id: string, why: string): ServiceError {
  return new ServiceError('CONFLICT', `Response '${id.slice(0, 80)}' ${why}.`);
}

async function findAnswer(id: string, viewer: Viewer, tools: EndpointTools): Promise<KnownAnswer> {
  const found = await lookFor(id, viewer, tools);
  if (found === 'elsewhere') throw runsElsewhere(generationIdOf(id));
  return found;
}

/** `elsewhere`: another replica runs it, and shares no events. Throws NOT_FOUND for an unknown response. */
async function lookFor(id: string, viewer: Viewer, tools: EndpointTools): Promise<KnownAnswer | 'elsewhere'> {
  const generationId = generationIdOf(id);
  const known = await readKnown(generationId, viewer, tools);
  if (known !== null) return known;
  // It exists, and the viewer may not read it.
  if ((await tools.generations.locate(generationId)) !== null) throw unknownResponse(id, null);
  if (await tools.storedAnswers.isRunning(generationId, viewer.workspaceId)) return 'elsewhere';
  // It may have ended between the two reads.
  const ended = await readKnown(generationId, viewer, tools);
  if (ended === null) throw unknownResponse(id, null);
  return ended;
}

/** Reads an answer from memory, from the database, or from the events of another replica. */
async function readKnown(generationId: string, viewer: Viewer, tools: EndpointTools): Promise<KnownAnswer | null> {
  const answer = (await readAnswers([generationId], viewer, tools)).get(generationId);
  if (answer !== undefined) return answer;
  const located = await tools.generations.locate(generationId);
  return located !== null && isReadable(located, viewer) ? asAnswer(located) : null;
}

function generationIdOf(id: string): string {
  const generationId = generationOf(id);
  if (generationId === null) throw unknownResponse(id, null);
  return generationId;
}
