import type { IncomingMessage, ServerResponse } from 'node:http';
import { createYoga } from 'graphql-yoga';
import type { Access } from '../access/access.ts';
import type { Viewer } from '../access/viewer.ts';
import type { GraphqlContext } from '../graphql/context.ts';
import type { GraphqlEngine } from '../graphql/execution/engine.ts';
import type { Services } from '../graphql/services.ts';
import type { ToGraphqlError } from '../graphql/to-graphql-error.ts';
import { abortWhenLeft } from './abort-when-left.ts';
import { createGraphiqlPage } from './graphiql-page.ts';
import { answerPlainOperations, type Begun } from './plain-operation.ts';
import { useAuthentication } from './plugins/use-authentication.ts';
import { useEngine } from './plugins/use-engine.ts';
import { useErrorCodes } from './plugins/use-error-codes.ts';
import { useEventStream } from './plugins/use-event-stream.ts';
import { useJsonBody } from './plugins/use-json-body.ts';

/** What Node gives to a request, what the short way has done of it, and what authentication adds. */
export type HttpContext = { req: IncomingMessage; res: ServerResponse; begun: Begun | null; viewer?: Viewer };

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
    context: ({ res }) => ({ services, signal: abortWhenLeft(res) }),
    graphqlEndpoint: '/graphql',
    landingPage: false,
    graphiql: false,
    // Any page may call, with a key of its own: there are no cookies that a foreign page could ride on.
    cors: { origin: '*', credentials: false, methods: ['GET', 'POST', 'OPTIONS'], maxAge: 86_400 },
    multipart: false,
    logging: false,
    maskedErrors: false,
    parserAndValidationCache: false,
    maxRequestBodySize: false,
    plugins: [useAuthentication(access), useJsonBody(), useEngine(engine), useEventStream(), useErrorCodes(toError)],
  });
  const showGraphiql = createGraphiqlPage();
  const answer = answerPlainOperations({
    engine,
    services,
    access,
    toError,
    answerOther: (req, res, begun) => void yoga(req, res, { req, res, begun }),
  });
  return (request, response) => {
    if (!showGraphiql(request, response)) answer(request, response);
  };
}
