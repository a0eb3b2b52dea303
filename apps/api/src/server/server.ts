import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Access } from '../access/access.ts';
import { createEngine } from '../graphql/execution/engine.ts';
import { schema } from '../graphql/schema.ts';
import type { Services } from '../graphql/services.ts';
import { createToGraphqlError, type ErrorLog } from '../graphql/to-graphql-error.ts';
import { createGraphqlHttp } from './graphql-http.ts';
import { createAnswerHealth, type ReadinessCheck } from './health-routes.ts';
import { listen } from './listen.ts';
import { WebSocketDoor } from './websocket-door.ts';

/** What a server is made of. */
export type ServerOptions = {
  services: Services;
  access: Access;
  log: ErrorLog;
  /** TCP port; 0 takes a free one. */
  port: number;
  /** Address to listen on, as `0.0.0.0`. */
  host: string;
  /** What has to answer for the service to be ready. */
  checks?: readonly ReadinessCheck[];
  /** Doors beside GraphQL, asked in this order; one that takes a request returns true. */
  routes?: readonly Route[];
};

/** Takes a request, or leaves it to the next by returning false. */
type Route = (request: IncomingMessage, response: ServerResponse, path: string) => boolean;

/** Every way into the service on one port. */
export interface Server {
  /** Resolves to the address, as `http://127.0.0.1:4000`. */
  listen(): Promise<string>;
  /** Takes nothing new, waits up to `graceMs` for what is under way, then cuts it off. */
  close(graceMs: number): Promise<void>;
}

export function createServer(options: ServerOptions): Server {
  const toError = createToGraphqlError(options.log);
  const engine = createEngine(schema, toError);
  const { services, access } = options;
  const graphql = createGraphqlHttp({ engine, services, access, toError });
  const door = new WebSocketDoor({ engine, services, access, toError });
  const state = { isClosing: false };
  const answerHealth = createAnswerHealth(options.checks ?? []);
  const routes: readonly Route[] = [
    (request, response, path) => answerHealth(request, response, path, state),
    ...(options.routes ?? []),
    (request, response, path) => {
      if (path !== '/graphql') return false;
      graphql(request, response);
      return true;
    },
  ];

  const http = createHttpServer((request, response) => {
    const path = pathOf(request);
    if (!routes.some((route) => route(request, response, path))) answerNotFound(response, path);
  });
  // A generation may take longer to answer than Node allows a request to take to arrive; that clock stays at its default.
  http.on('upgrade', (request, socket, head) => {
    if (pathOf(request) === '/graphql' && !state.isClosing) door.upgrade(request, socket, head);
    else socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
  });

  return {
    async listen() {
      await listen(http, options.port, options.host);
      return urlOf(http.address() as AddressInfo);
    },
    async close(graceMs) {
      state.isClosing = true;
      const closed = new Promise<void>((resolve) => http.close(() => resolve()));
      const cut = setTimeout(() => http.closeAllConnections(), graceMs);
      await Promise.all([door.close(graceMs), closed]);
      clearTimeout(cut);
    },
  };
}

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
