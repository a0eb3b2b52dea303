import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { ApiProxy } from './api-proxy.ts';
import { buildHeader } from './build-header.ts';
import { drawing } from './icon.ts';
import { type StaticFiles, sendStaticFile } from './static-files.ts';

/** Maximum number of open connections of browsers. */
const mostConnections = 4_000;
const longestHeadersMs = 20_000;
/** Maximum time from a request's first byte to the last byte of its body. Milliseconds. */
const longestRequestMs = 60_000;
/**
 * Longer than the 60 s after which load balancers close an idle connection, so that they close it first. Milliseconds.
 */
const keepAliveMs = 75_000;
/** Pause between two checks for idle connections. Milliseconds. */
const idleCheckMs = 100;

/** The server of the console's pages. */
export type Pages = {
  /** The name of the build of the pages; null in development, which has none. */
  build: string | null;
  /** The build's compressed scripts and styles; empty in development. */
  files: StaticFiles;
  serve(request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** Accepts a WebSocket, such as Next's own in development. Null in production, where pages have none. */
  upgrade: ((request: IncomingMessage, socket: Duplex, head: Buffer) => void) | null;
};

/**
 * Stops accepting connections, and waits up to `graceMs` for connections in use: an answer that streams through the
 * console should reach its end.
 */
export function drain(server: Server, graceMs: number): Promise<void> {
  return new Promise((resolve) => {
    const sweep = setInterval(() => server.closeIdleConnections(), idleCheckMs);
    const limit = setTimeout(end, graceMs);
    server.close(end);
    server.closeIdleConnections();
    function end(): void {
      clearInterval(sweep);
      clearTimeout(limit);
      resolve();
    }
  });
}

/** The path at which an open page reads the server's present build. */
const buildPath = '/build';

/** The path at which browsers request an icon before they have read the page's own. */
const iconPath = '/favicon.ico';

/** The console on one origin with the API: pages from Next, and the API's paths from the API. */
export function createConsoleServer(pages: Pages, api: ApiProxy): Server {
  const server = createServer((request, response) => {
    if (api.takes(request.url ?? '')) return api.pass(request, response);
    if (sendStaticFile(pages.files, request, response)) return;
    if (request.url === buildPath) return tellBuild(pages.build, response);
    if (request.url === iconPath) return sendIcon(response);
    delete request.headers[buildHeader];
    if (pages.build !== null) request.headers[buildHeader] = pages.build;
    pages.serve(request, response).catch(() => response.destroy());
  });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    if (api.takes(request.url ?? '')) api.upgrade(request, socket, head);
    else if (pages.upgrade === null) socket.destroy();
    else pages.upgrade(request, socket, head);
  });
  server.maxConnections = mostConnections;
  server.headersTimeout = longestHeadersMs;
  server.requestTimeout = longestRequestMs;
  server.keepAliveTimeout = keepAliveMs;
  return server;
}

function sendIcon(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'image/svg+xml', 'cache-control': 'max-age=86400' });
  response.end(drawing);
}

function tellBuild(build: string | null, response: ServerResponse): void {
  response.writeHead(build === null ? 404 : 200, { 'content-type': 'text/plain', 'cache-control': 'no-store' });
  response.end(build ?? '');
}
