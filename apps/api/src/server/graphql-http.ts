import type { IncomingMessage, ServerResponse } from 'node:http';
import { createYoga } from 'graphql-yoga';
import type { Access } from '../access/access.ts';
import type { Viewer } from '../access/viewer.ts';
import type { GraphqlContext } from '../graphql/context.ts';
import type { GraphqlEngine } from '../graphql/execution/engine.ts';
import type { Services } from '../graphql/services.ts';
import type { ToGraphqlError } from '../graphql/to-graphql-error.ts';
import { useAuthentication } from './plugins/use-authentication.ts';
import { useEngine } from './plugins/use-engine.ts';
import { useErrorCodes } from './plugins/use-error-codes.ts';
import { useEventStream } from './plugins/use-event-stream.ts';
import { useJsonBody } from './plugins/use-json-body.ts';

/** What Node gives to a request, and what authentication adds. */
export type HttpContext = { req: IncomingMessage; res: ServerResponse; viewer?: Viewer };

export type GraphqlHttpOptions = {
  engine: GraphqlEngine;
  services: Services;
  access: Access;
  toError: ToGraphqlError;
};

/** GraphQL over HTTP: POST and GET, server-sent events, and GraphiQL for browsers. */
export function createGraphqlHttp({
  engine,
  services,
  access,
  toError,
}: GraphqlHttpOptions): (request: IncomingMessage, response: ServerResponse) => void {
  const yoga = createYoga<HttpContext, Omit<GraphqlContext, 'viewer'>>({
    schema: engine.schema,
    context: ({ res }) => ({ services, signal: signalOf(res) }),
    graphqlEndpoint: '/graphql',
    landingPage: false,
    graphiql: { title: 'Penstock', defaultQuery: firstQuery, headers: '{ "authorization": "Bearer YOUR_KEY" }' },
    // Any page may call, with a key of its own: there are no cookies that a foreign page could ride on.
    cors: { origin: '*', credentials: false, methods: ['GET', 'POST', 'OPTIONS'], maxAge: 86_400 },
    multipart: false,
    logging: false,
    maskedErrors: false,
    parserAndValidationCache: false,
    maxRequestBodySize: false,
    plugins: [useAuthentication(access), useJsonBody(), useEngine(engine), useEventStream(), useErrorCodes(toError)],
  });
  return (request, response) => void yoga(request, response);
}

const firstQuery = `# The key goes into the headers below: { "authorization": "Bearer YOUR_KEY" }
query Models {
  models(filter: { available: true }) {
    id
    price { inputPerMTok outputPerMTok }
    health { status }
  }
}
`;

/** Aborted when the caller leaves before the answer is written. */
function signalOf(response: ServerResponse): AbortSignal {
  const controller = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) controller.abort(new DOMException('The caller left.', 'AbortError'));
  });
  return controller.signal;
}
