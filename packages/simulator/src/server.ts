import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type ControlContext, control } from './control.ts';
import { dialects } from './dialects/dialects.ts';
import { type ExchangeContext, exchange } from './response/exchange.ts';

/** Maximum connections that wait for acceptance: thousands of clients may connect at once. */
const backlog = 4_096;
/** Longer than clients keep idle connections, so that no connection closes during a request. */
const keepAliveTimeoutMs = 75_000;

export type ServerContext = ExchangeContext & ControlContext;

/** A listening server. `close` ends every connection at once. */
export type ListeningServer = { port: number; openExchanges: () => number; close: () => Promise<void> };

export async function listen(context: ServerContext, host: string, port: number): Promise<ListeningServer> {
  let open = 0;
  const server = createServer({ keepAliveTimeout: keepAliveTimeoutMs }, (request, response) => {
    open++;
    response.on('close', () => {
      open--;
    });
    dispatch(context, request, response).catch((error: unknown) => fail(response, error));
  });
  await startListening(server, host, port);
  const address = server.address() as AddressInfo;
  return { port: address.port, openExchanges: () => open, close: () => close(server) };
}

async function dispatch(context: ServerContext, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://simulator');
  const [, name = '', path = ''] = /^\/([^/]*)(\/.*)?$/.exec(url.pathname) ?? [];
  if (name === '__sim') {
    await control(context, path, request, response);
    return;
  }
  const dialect = dialects.get(name);
  if (dialect === undefined) {
    const known = [...dialects.values()].map(({ basePath }) => basePath).join(', ');
    sendNotFound(response, `The simulator has nothing at ${url.pathname}: its addresses begin with ${known}.`);
    return;
  }
  const headers = flattenHeaders(request);
  await exchange(
    context,
    dialect,
    { method: request.method ?? 'GET', path, query: url.searchParams, headers },
    request,
    response,
  );
}

/** One text per header. Repeated headers are joined. */
function flattenHeaders(request: IncomingMessage): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers[name] = typeof value === 'string' ? value : value.join(', ');
  }
  return headers;
}

function sendNotFound(response: ServerResponse, message: string): void {
  response.writeHead(404, { 'content-type': 'application/json' }).end(JSON.stringify({ error: { message } }));
}

/** A defect of the simulator. It is logged, and answered with 500 if that is still possible. */
function fail(response: ServerResponse, error: unknown): void {
  console.error('The simulator failed:', error);
  if (response.headersSent) response.destroy();
  else response.writeHead(500, { 'content-type': 'text/plain' }).end('The simulator failed; its log says how.');
}

function startListening(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port, backlog }, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
