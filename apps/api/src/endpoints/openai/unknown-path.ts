import type { IncomingMessage } from 'node:http';
import { TLSSocket } from 'node:tls';
import { ServiceError } from '../../errors/service-error.ts';
import type { Endpoint, ErrorShape } from '../../http/endpoint.ts';
import { respond } from '../../http/respond.ts';
import { toAnthropicErrorResponse } from '../anthropic/error-response.ts';
import { toOpenaiErrorResponse } from './error-response.ts';

/** Paths of clients whose base URL lacks `/v1` or repeats it, and the error form of each client. */
const protocols: readonly { path: string; toErrorResponse: ErrorShape }[] = [
  ...['/chat/completions', '/completions', '/embeddings', '/models', '/models/*', '/responses', '/responses/*'].map(
    (path) => ({ path, toErrorResponse: toOpenaiErrorResponse }),
  ),
  ...['/messages', '/messages/*'].map((path) => ({ path, toErrorResponse: toAnthropicErrorResponse })),
];

/** All unknown paths under `/v1`, and the paths of a wrong base URL. `served`: the existing paths. */
export function createUnknownPaths(served: readonly string[]): readonly Endpoint[] {
  const places = `${served.slice(0, -1).join(', ')} and ${served.at(-1)}`;
  const misplaced = ['', '/v1/v1'].flatMap((prefix) =>
    protocols.map(({ path, toErrorResponse }) => misplacedPath(prefix + path, toErrorResponse, places)),
  );
  const unknown: Endpoint = {
    path: '/v1/*',
    methods: null,
    toErrorResponse: toOpenaiErrorResponse,
    serve({ path, request, requestId, response }) {
      const error = new ServiceError(
        'NOT_FOUND',
        `There is nothing at ${path.slice(0, 200)}; Penstock serves ${places}.`,
      );
      // Clients of Anthropic's protocol send its version.
      if (request.headers['anthropic-version'] === undefined) throw error;
      const { status, body } = toAnthropicErrorResponse(error, requestId);
      respond(response, status, body);
    },
  };
  return [...misplaced, unknown];
}

/** Needs no key, because the error concerns only the URL. */
function misplacedPath(path: string, toErrorResponse: ErrorShape, places: string): Endpoint {
  return {
    path,
    methods: null,
    toErrorResponse,
    isOpen: () => true,
    serve({ request, path: asked }) {
      const origin = originOf(request);
      // Clients of Anthropic's protocol add `/v1` themselves.
      const base = toErrorResponse === toAnthropicErrorResponse ? origin : `${origin}/v1`;
      const message = `There is nothing at ${asked.slice(0, 200)}: set the base URL of your client to ${base}. Penstock serves ${places}.`;
      throw new ServiceError('NOT_FOUND', message);
    },
  };
}

/** The origin that the client used, also behind a proxy that ends TLS. The gate has checked `Host`. */
function originOf({ headers, socket }: IncomingMessage): string {
  const isSecure = socket instanceof TLSSocket || headers['x-forwarded-proto'] === 'https';
  return `${isSecure ? 'https' : 'http'}://${headers.host ?? 'localhost'}`;
}
