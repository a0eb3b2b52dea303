import { errorCodes } from '../../errors/error-codes.ts';
import type { ErrorLog } from '../../errors/to-service-error.ts';
import { createEngine } from '../../graphql/execution/engine.ts';
import type { QueryLimits } from '../../graphql/execution/query-limits.ts';
import { schema } from '../../graphql/schema.ts';
import type { Services } from '../../graphql/services.ts';
import { createToGraphqlError, errorExtensions } from '../../graphql/to-graphql-error.ts';
import type { BrowserSettings } from '../../http/browser-settings.ts';
import type { Endpoint, ErrorShape } from '../../http/endpoint.ts';
import type { Limits } from '../../limits/limits.ts';
import { asksForPage, createGraphiqlPage } from './graphiql-page.ts';
import { createGraphqlHttp } from './graphql-http.ts';
import { GraphqlSockets } from './websocket.ts';

export type GraphqlEndpointOptions = {
  services: Services;
  log: ErrorLog;
  limits: Limits;
  browser: BrowserSettings;
  /** The largest operation; absent: the defaults of `docs/limits.md`. */
  queryLimits?: QueryLimits;
};

/** `/graphql`: over HTTP, with server-sent events, over WebSocket, and GraphiQL for browsers. */
export function createGraphqlEndpoint({
  services,
  log,
  limits,
  browser,
  queryLimits,
}: GraphqlEndpointOptions): Endpoint {
  const toError = createToGraphqlError(log);
  const engine = createEngine(schema, toError, queryLimits);
  const answer = createGraphqlHttp({ engine, services, toError, limits });
  const sendPage = createGraphiqlPage(browser.contentSecurityPolicy);
  const isOpen: Endpoint['isOpen'] = (request) => browser.hasGraphiql && asksForPage(request);
  return {
    path: '/graphql',
    methods: ['GET', 'POST'],
    refusesHead: true,
    takesSessions: true,
    sparesPrograms: true,
    toErrorResponse: toGraphqlErrorResponse,
    isOpen,
    serve: (exchange) => (isOpen(exchange.request) ? sendPage(exchange.request, exchange.response) : answer(exchange)),
    sockets: new GraphqlSockets({ engine, services, toError, limits }),
  };
}

const toGraphqlErrorResponse: ErrorShape = (error, requestId) => ({
  status: errorCodes[error.code].status,
  body: { errors: [{ message: error.message, extensions: errorExtensions(error, requestId) }] },
});
