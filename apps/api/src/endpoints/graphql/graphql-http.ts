import { sendNodeResponse } from '@whatwg-node/server';
import { createYoga } from 'graphql-yoga';
import type { ErrorCode } from '../../errors/error-codes.ts';
import { ServiceError } from '../../errors/service-error.ts';
import type { GraphqlContext } from '../../graphql/context.ts';
import type { GraphqlEngine } from '../../graphql/execution/engine.ts';
import type { Services } from '../../graphql/services.ts';
import type { ToGraphqlError } from '../../graphql/to-graphql-error.ts';
import { abortWhenLeft } from '../../http/abort-when-left.ts';
import { addressOf } from '../../http/address-of.ts';
import { type Exchange, viewerOf } from '../../http/endpoint.ts';
import { readAttributionHeaders } from '../../http/read-attribution.ts';
import type { Limits } from '../../limits/limits.ts';
import type { HttpContext } from './http-context.ts';
import { type Begun, createPlainOperations } from './plain-operation.ts';
import { useEngine } from './plugins/use-engine.ts';
import { useErrorCodes } from './plugins/use-error-codes.ts';
import { useEventStream } from './plugins/use-event-stream.ts';
import { mostBatched, useJsonBody } from './plugins/use-json-body.ts';
import { usePersistedQueries } from './plugins/use-persisted-queries.ts';

export type GraphqlHttpOptions = {
  engine: GraphqlEngine;
  services: Services;
  toError: ToGraphqlError;
  limits: Pick<Limits, 'bodyBytes'>;
};

/** The errors for requests that yoga refuses with a status only. */
const refusals: ReadonlyMap<number, [ErrorCode, string]> = new Map([
  [404, ['NOT_FOUND', 'GraphQL is at /graphql.']],
  [405, ['METHOD_NOT_ALLOWED', 'GraphQL accepts POST, and GET for queries.']],
  [
    406,
    [
      'NOT_ACCEPTABLE',
      'Answers come as application/json or application/graphql-response+json, streams as text/event-stream or multipart/mixed;subscriptionSpec="1.0": accept one of them.',
    ],
  ],
  [415, ['UNSUPPORTED_MEDIA_TYPE', 'The body must be JSON with the header Content-Type: application/json.']],
]);

/** GraphQL over HTTP: POST and GET, and server-sent events. Rejects with unexpected errors. */
export function createGraphqlHttp({
  engine,
  services,
  toError,
  limits: { bodyBytes },
}: GraphqlHttpOptions): (exchange: Exchange) => Promise<void> {
  const yoga = createYoga<HttpContext, GraphqlContext>({
    schema: engine.schema,
    // A new object with its own members. In a batch the request's members are inherited, and the engine copies only own
    // ones.
    context: ({ req, res, viewer, requestId, left }) => ({
      viewer,
      services,
      requestId,
      readAddress: () => addressOf(req),
      attribution: readAttributionHeaders(req.headers),
      signal: left ?? abortWhenLeft(res),
    }),
    graphqlEndpoint: '/graphql',
    landingPage: false,
    graphiql: false,
    cors: false,
    multipart: false,
    logging: false,
    maskedErrors: false,
    parserAndValidationCache: false,
    maxRequestBodySize: false,
    batching: { limit: mostBatched },
    plugins: [
      useJsonBody(bodyBytes),
      usePersistedQueries(),
      useEngine(engine),
      useEventStream(),
      useErrorCodes(toError),
    ],
  });
  // Yoga's own listener would answer an unexpected error with a stack.
  const answerOther = async (exchange: Exchange, begun: Begun | null): Promise<void> => {
    const { request: req, response: res, requestId } = exchange;
    const context: HttpContext = { req, res, requestId, viewer: viewerOf(exchange), begun };
    const answer = await yoga.handleNodeRequestAndResponse(req, res, context);
    const refusal = answer.body === null ? refusals.get(answer.status) : undefined;
    if (refusal === undefined) await sendNodeResponse(answer, res, req, true);
    else throw new ServiceError(...refusal, { headers: Object.fromEntries(answer.headers) });
  };
  return createPlainOperations({ engine, services, toError, bodyBytes, answerOther });
}
