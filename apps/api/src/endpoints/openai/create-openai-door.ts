import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Viewer } from '../../access/viewer.ts';
import { readJsonBody } from '../../http/read-json-body.ts';
import { respond, respondWithError } from '../../http/respond.ts';
import { answerChat } from '../chat-completions/answer-chat.ts';
import { endBroken } from '../chat-completions/answer-stream.ts';
import { answerEmbeddings } from '../embeddings/answer-embeddings.ts';
import { findModel, listModels } from '../models/list-models.ts';
import { DoorError } from './door-error.ts';
import type { DoorTools } from './door-tools.ts';
import { toDoorError } from './to-door-error.ts';

type Exchange = { request: IncomingMessage; response: ServerResponse; viewer: Viewer; tools: DoorTools };

/** A place of the door: the methods that it knows, and what they do. `rest` is the path behind the place's own. */
type Place = { method: 'GET' | 'POST'; answer(exchange: Exchange, rest: string): Promise<void> | void };

const places: readonly [path: RegExp, place: Place][] = [
  [
    /^\/v1\/chat\/completions$/,
    {
      method: 'POST',
      answer: async ({ request, response, viewer, tools }) =>
        answerChat(await readJsonBody(request, tools.bodyBytes), viewer, response, tools),
    },
  ],
  [
    /^\/v1\/embeddings$/,
    {
      method: 'POST',
      answer: async ({ request, response, viewer, tools }) =>
        answerEmbeddings(await readJsonBody(request, tools.bodyBytes), viewer, response, tools),
    },
  ],
  [/^\/v1\/models$/, { method: 'GET', answer: ({ response, tools }) => respond(response, 200, listModels(tools)) }],
  [
    /^\/v1\/models\/(.+)$/,
    { method: 'GET', answer: ({ response, tools }, name) => respond(response, 200, findModel(name, tools)) },
  ],
];

/** The OpenAI-compatible door, `/v1`: for clients that cannot change. Takes a request, or leaves it by returning false. */
export function createOpenaiDoor(
  tools: DoorTools,
): (request: IncomingMessage, response: ServerResponse, path: string) => boolean {
  return (request, response, path) => {
    if (path !== '/v1' && !path.startsWith('/v1/')) return false;
    allowForeignPages(request, response);
    if (request.method === 'OPTIONS') response.writeHead(204, preflight).end();
    else void answer(request, response, path, tools);
    return true;
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  tools: DoorTools,
): Promise<void> {
  try {
    const viewer = authenticate(request, tools);
    const [place, rest] = findPlace(request, path);
    await place.answer({ request, response, viewer, tools }, rest);
  } catch (thrown) {
    const error = toDoorError(thrown, tools.log, tools.health);
    if (response.headersSent) endBroken(response, error);
    else respondWithError(response, error);
  }
}

function authenticate({ headers: { authorization } }: IncomingMessage, { access }: DoorTools): Viewer {
  const viewer = access.authenticate(authorization);
  if (viewer !== null) return viewer;
  throw new DoorError({
    status: 401,
    type: 'authentication_error',
    code: 'invalid_api_key',
    message:
      authorization === undefined
        ? 'A key is missing: send it as the header Authorization: Bearer KEY.'
        : 'The key in the Authorization header is not valid here; it must read Bearer KEY.',
    headers: { 'www-authenticate': 'Bearer realm="penstock"' },
  });
}

function findPlace({ method }: IncomingMessage, path: string): [Place, string] {
  const type = 'invalid_request_error';
  for (const [pattern, place] of places) {
    const match = pattern.exec(path);
    if (match === null) continue;
    if (method === place.method || (method === 'HEAD' && place.method === 'GET'))
      return [place, decode(match[1] ?? '')];
    const message = `${path.slice(0, 200)} takes ${place.method}, not ${method}.`;
    throw new DoorError({ status: 405, type, code: 'method_not_allowed', message, headers: { allow: place.method } });
  }
  const message = `There is nothing at ${path.slice(0, 200)}; the door has /v1/chat/completions, /v1/embeddings and /v1/models.`;
  throw new DoorError({ status: 404, type, code: 'not_found', message });
}

/** Clients write the slash of a model's id as it is, or as `%2F`. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const told = 'x-penstock-generation-id, x-penstock-model, x-penstock-attempts, x-penstock-cost-usd, retry-after';

/**
 * The server has refused pages that may not call. Any other may, with a key of its own: there are no cookies that a
 * foreign page could use.
 */
function allowForeignPages({ headers: { origin } }: IncomingMessage, response: ServerResponse): void {
  response.setHeader('access-control-allow-origin', origin ?? '*');
  if (origin !== undefined) response.setHeader('vary', 'origin');
  response.setHeader('access-control-expose-headers', told);
}

const preflight = {
  'access-control-allow-methods': 'GET, POST, OPTIONS',
  'access-control-allow-headers': '*, authorization',
  'access-control-max-age': '86400',
};
