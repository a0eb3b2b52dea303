import type { IncomingMessage, ServerResponse } from 'node:http';
import { type AddressInfo, Socket } from 'node:net';
import type { Access } from '../access/access.ts';
import { createGraphqlHttp } from '../endpoints/graphql/graphql-http.ts';
import { WebSocketDoor } from '../endpoints/graphql/websocket.ts';
import { createHealthRoutes, type ReadinessCheck } from '../endpoints/health/health-routes.ts';
import { createEngine } from '../graphql/execution/engine.ts';
import type { QueryLimits } from '../graphql/execution/query-limits.ts';
import { schema } from '../graphql/schema.ts';
import type { Services } from '../graphql/services.ts';
import { createToGraphqlError, type ErrorLog } from '../graphql/to-graphql-error.ts';
import { answerFault, answerProblem, endWithProblem, type Problem } from '../http/answer-problem.ts';
import { type BrowserSettings, defaultBrowserSettings } from '../http/browser-settings.ts';
import { findProblem, toOriginForm } from '../http/check-request.ts';
import { defaultLimits, type Limits } from '../limits/limits.ts';
import { Connections, type WarningLog } from './connections.ts';
import { createHttp } from './create-http.ts';
import { listen } from './listen.ts';

/** What a server is made of. */
export type ServerOptions = {
  services: Services;
  access: Access;
  log: ErrorLog & WarningLog;
  /** TCP port; 0 takes a free one. */
  port: number;
  /** Address to listen on, as `0.0.0.0`. */
  host: string;
  /** Default: `defaultLimits`. */
  limits?: Limits;
  /** Default: `defaultBrowserSettings`. */
  browser?: BrowserSettings;
  /** What has to answer for the service to be ready. */
  checks?: readonly ReadinessCheck[];
  /** How large an operation may be; the defaults of `docs/limits.md` when left out. */
  queryLimits?: QueryLimits;
  /** Doors beside GraphQL, asked in this order; one that takes a request returns true. */
  routes?: readonly Route[];
};

/** How far a server is in its life. */
export type ServerState = { life: 'open' | 'draining' | 'closing' };

/** Between two looks for connections that have nothing under way any more, milliseconds. */
const idleCheckMs = 100;

/** Takes a request, or leaves it to the next by returning false. */
type Route = (request: IncomingMessage, response: ServerResponse, path: string) => boolean;

/** Every way into the service on one port. */
export interface Server {
  /** Resolves to the address, as `http://127.0.0.1:4000`. Rejects where it was closed before. */
  listen(): Promise<string>;
  /** Says that it will close: `/readyz` answers 503, and connections end with their answer. All is served meanwhile. */
  drain(): void;
  /** Listens no more. What still comes over open connections is refused. */
  refuse(): void;
  /** Refuses, waits up to `graceMs` for answers under way to be written, then cuts them off. */
  close(graceMs: number): Promise<void>;
}

export function createServer(options: ServerOptions): Server {
  const { services, access, log, limits = defaultLimits, browser = defaultBrowserSettings } = options;
  const toError = createToGraphqlError(log);
  const engine = createEngine(schema, toError, options.queryLimits);
  const connections = new Connections({ limits, log });
  const graphql = createGraphqlHttp({ engine, services, access, toError, log, limits, browser });
  const door = new WebSocketDoor({ engine, services, access, toError, limits, connections });
  const state: ServerState = { life: 'open' };
  const routes: readonly Route[] = [
    createHealthRoutes(options.checks ?? [], state),
    ...(options.routes ?? []),
    (request, response, path) => {
      if (path !== '/graphql') return false;
      graphql(request, response);
      return true;
    },
  ];

  function answer(request: IncomingMessage, response: ServerResponse): void {
    const { socket } = request;
    if (!connections.begin(socket)) return;
    response.once('close', () => connections.end(socket));
    request.url = toOriginForm(request.url ?? '/');
    if (state.life !== 'open') response.shouldKeepAlive = false;
    try {
      if (browser.hstsSeconds > 0) response.setHeader('strict-transport-security', `max-age=${browser.hstsSeconds}`);
      const problem = findProblem(request, browser.allowedOrigins);
      if (problem !== null) {
        answerProblem(request, response, problem);
        return;
      }
      if (!connections.hasKey(socket) && access.authenticate(request.headers.authorization) !== null) {
        connections.noteKey(socket);
      }
      const path = pathOf(request);
      if (state.life === 'closing' && path !== '/healthz' && path !== '/readyz') {
        answerProblem(request, response, shuttingDown);
        return;
      }
      if (!routes.some((route) => route(request, response, path))) answerNotFound(response, path);
    } catch (error) {
      answerFault(request, response, error, log);
    }
  }

  const http = createHttp({
    limits,
    answer,
    upgrade(request, socket, head) {
      request.url = toOriginForm(request.url ?? '/');
      const problem = findProblem(request, browser.allowedOrigins);
      if (problem !== null) endWithProblem(socket, problem, 'Refused');
      else if (pathOf(request) === '/graphql' && state.life !== 'closing' && socket instanceof Socket) {
        door.upgrade(request, socket, head);
      } else endWithProblem(socket, { status: 404, message: 'WebSockets are at /graphql.' }, 'Not Found');
    },
  });
  http.on('connection', (socket) => connections.add(socket));
  let closed: Promise<void> | null = null;

  function refuse(): Promise<void> {
    state.life = 'closing';
    door.refuse();
    closed ??= new Promise((resolve) => {
      const sweep = setInterval(() => http.closeIdleConnections(), idleCheckMs);
      http.close(() => {
        clearInterval(sweep);
        resolve();
      });
    });
    return closed;
  }

  return {
    async listen() {
      if (state.life === 'closing') throw new Error('The server was closed before it listened.');
      await listen(http, options.port, options.host);
      return urlOf(http.address() as AddressInfo);
    },
    drain() {
      if (state.life === 'open') state.life = 'draining';
    },
    refuse: () => void refuse(),
    async close(graceMs) {
      const cut = setTimeout(() => http.closeAllConnections(), graceMs);
      await Promise.all([refuse(), door.close(graceMs)]);
      clearTimeout(cut);
      connections.stop();
    },
  };
}

const shuttingDown: Problem = {
  status: 503,
  message: 'Penstock is shutting down; send the request again in a moment.',
  headers: { 'retry-after': '1' },
};

function urlOf({ address, family, port }: AddressInfo): string {
  const isEverywhere = address === '0.0.0.0' || address === '::';
  const host = isEverywhere ? 'localhost' : family === 'IPv6' ? `[${address}]` : address;
  return `http://${host}:${port}`;
}

function pathOf(request: IncomingMessage): string {
  const url = request.url ?? '/';
  const end = url.indexOf('?');
  const path = end === -1 ? url : url.slice(0, end);
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
}

function answerNotFound(response: ServerResponse, path: string): void {
  response.writeHead(404, { 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify({ error: `There is nothing at ${path.slice(0, 200)}; GraphQL is at /graphql.` }));
}
