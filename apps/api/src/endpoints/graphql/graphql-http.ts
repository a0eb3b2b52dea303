import type { IncomingMessage, ServerResponse } from 'node:http';
import { sendNodeResponse } from '@whatwg-node/server';
import { createYoga } from 'graphql-yoga';
import type { Access } from '../../access/access.ts';
import type { Viewer } from '../../access/viewer.ts';
import type { GraphqlContext } from '../../graphql/context.ts';
import type { GraphqlEngine } from '../../graphql/execution/engine.ts';
import type { Services } from '../../graphql/services.ts';
import type { ErrorLog, ToGraphqlError } from '../../graphql/to-graphql-error.ts';
import { abortWhenLeft } from '../../http/abort-when-left.ts';
import { answerFault, answerProblem } from '../../http/answer-problem.ts';
import type { BrowserSettings } from '../../http/browser-settings.ts';
import type { Limits } from '../../limits/limits.ts';
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
  log: ErrorLog;
  limits: Pick<Limits, 'bodyBytes'>;
  browser: BrowserSettings;
};

/** For what yoga refuses with a status alone. */
const sentences: ReadonlyMap<number, string> = new Map([
  [404, 'GraphQL is at /graphql.'],
  [405, 'GraphQL takes POST, and GET for queries.'],
  [
    406,
    'Answers come as application/json, application/graphql-response+json or text/event-stream: accept one of them.',
  ],
  [415, 'The body must be JSON with the header Content-Type: application/json.'],
]);

/** GraphQL over HTTP: POST and GET, server-sent events, and GraphiQL for browsers. */
export function createGraphqlHttp({
  engine,
  services,
  access,
  toError,
  log,
  limits: { bodyBytes },
  browser,
}: GraphqlHttpOptions): (request: IncomingMessage, response: ServerResponse) => void {
  const yoga = createYoga<HttpContext, Omit<GraphqlContext, 'viewer'>>({
    schema: engine.schema,
    context: ({ res }) => ({ services, signal: abortWhenLeft(res) }),
    graphqlEndpoint: '/graphql',
    landingPage: false,
    graphiql: false,
    // Requests of pages that may not call have been refused before. There are no cookies for a foreign page to use.
    cors: { origin: '*', credentials: false, methods: ['GET', 'POST', 'OPTIONS'], maxAge: 86_400 },
    multipart: false,
    logging: false,
    maskedErrors: false,
    parserAndValidationCache: false,
    maxRequestBodySize: false,
    plugins: [
      useAuthentication(access),
      useJsonBody(bodyBytes),
      useEngine(engine),
      useEventStream(),
      useErrorCodes(toError),
    ],
  });
  const fail = (request: IncomingMessage, response: ServerResponse, error: unknown): void => {
    answerFault(request, response, error, log);
  };
  // Yoga's own listener would answer what it did not expect with a stack.
  const answerOther = async (req: IncomingMessage, res: ServerResponse, begun: Begun | null): Promise<void> => {
    try {
      const answer = await yoga.handleNodeRequestAndResponse(req, res, { req, res, begun });
      const message = answer.body === null ? sentences.get(answer.status) : undefined;
      if (message === undefined) await sendNodeResponse(answer, res, req, true);
      else answerProblem(req, res, { status: answer.status, message, headers: Object.fromEntries(answer.headers) });
    } catch (error) {
      fail(req, res, error);
    }
  };
  const showGraphiql = browser.hasGraphiql ? createGraphiqlPage(browser.contentSecurityPolicy, fail) : () => false;
  const answer = answerPlainOperations({
    ...{ engine, services, access, toError, bodyBytes, fail },
    answerOther: (req, res, begun) => void answerOther(req, res, begun),
  });
  return (request, response) => {
    if (!showGraphiql(request, response)) answer(request, response);
  };
}
