import { Agent, type IncomingMessage, ServerResponse } from 'node:http';
import { Agent as SecureAgent } from 'node:https';
import type { Duplex } from 'node:stream';
import { createProxyServer } from 'httpxy';
import { passAnswer } from './compress-answer.ts';
import { setForwardedHeaders, stripHopByHop } from './forwarded-headers.ts';

/** Maximum number of open connections to the API: one for each request in progress, and one for each WebSocket. */
const mostConnections = 2_000;
/** Maximum number of idle connections among them. */
const mostIdle = 64;
/** Maximum wait for a connection to the API, milliseconds. */
const connectMs = 5_000;
/** Maximum wait for the API's answer to a WebSocket handshake, milliseconds. */
const upgradeMs = 10_000;

/** Forwards requests to the API. */
export interface ApiProxy {
  /** Whether a request is for the API, by its target, as `/graphql?query=…`. */
  takes(target: string): boolean;
  pass(request: IncomingMessage, response: ServerResponse): void;
  /** Forwards a WebSocket from its handshake on. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Closes idle connections to the API. */
  close(): void;
}

/**
 * Forwards requests to `apiUrl` and streams the answers. It buffers nothing: a slow reader slows the API's writer. When
 * either side disconnects, it ends the other. `signInPath`: the path to which an identity provider sends the browser
 * back.
 */
export function createApiProxy(apiUrl: string, signInPath: string): ApiProxy {
  const isSecure = apiUrl.startsWith('https:');
  const agent = new (isSecure ? SecureAgent : Agent)({
    keepAlive: true,
    maxSockets: mostConnections,
    maxFreeSockets: mostIdle,
  });
  const proxy = createProxyServer({
    target: apiUrl,
    agent,
    upgradeTimeout: upgradeMs,
    // The API recognises the console's pages by the host in the browser's request. A host with a certificate needs its
    // own name.
    changeOrigin: isSecure,
  });
  proxy.on('error', (_error, request, answer) => {
    if (answer instanceof ServerResponse) refuse(request?.url ?? '', answer);
    else if (answer !== undefined) refuseHandshake(answer);
  });
  proxy.on('proxyReq', (outgoing) => {
    const { socket } = outgoing;
    if (socket?.connecting !== true) return;
    const timer = setTimeout(() => outgoing.destroy(new Error('The API accepts no connection.')), connectMs);
    const settle = (): void => clearTimeout(timer);
    socket.once('connect', settle);
    outgoing.once('close', settle);
  });
  proxy.on('proxyRes', (answer, request, response) => {
    stripHopByHop(answer.headers);
    if (isGraphql(request.url ?? '')) passAnswer(answer, request, response);
  });
  proxy.on('proxyReqWs', (outgoing, _request, socket) => {
    socket.once('close', () => outgoing.destroy());
    outgoing.once('upgrade', (_response, upstream) => {
      socket.once('close', () => upstream.destroy());
      upstream.once('close', () => socket.destroy());
    });
  });

  return {
    takes: (target) => isOfApi(target.split('?', 1)[0] ?? '', signInPath),
    pass(request, response) {
      stripHopByHop(request.headers);
      setForwardedHeaders(request);
      const selfHandleResponse = isGraphql(request.url ?? '');
      void proxy.web(request, response, { selfHandleResponse }).catch(() => refuse(request.url ?? '', response));
    },
    upgrade(request, socket, head) {
      setForwardedHeaders(request);
      socket.on('error', () => socket.destroy());
      // The types require a TCP socket, which Node's server gives.
      void proxy.ws(request, socket as Parameters<typeof proxy.ws>[1], {}, head).catch(() => socket.destroy());
    },
    close: () => agent.destroy(),
  };
}

/** Answers are compressed in transit, see compress-answer.ts. */
function isGraphql(target: string): boolean {
  return /^\/graphql(\?|$)/.test(target);
}

function isOfApi(path: string, signInPath: string): boolean {
  return /^\/(graphql|v1|session)(\/|$)/.test(path) || path === signInPath;
}

/** Answers 502 in the form of the requested endpoint. After the headers, it cuts the answer. */
function refuse(url: string, response: ServerResponse): void {
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  const body = JSON.stringify(describe(url));
  response.writeHead(502, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
  });
  response.end(body);
}

const message =
  'The API does not answer. The console reaches it at PENSTOCK_API_URL, by default at PORT on its own host.';

function describe(url: string): object {
  if (url.startsWith('/graphql')) return { errors: [{ message, extensions: { code: 'INTERNAL' } }] };
  if (url.startsWith('/v1')) return { error: { message, type: 'server_error', param: null, code: 'api_unreachable' } };
  return { error: message };
}

function refuseHandshake(socket: Duplex): void {
  if (socket.destroyed || ('bytesWritten' in socket && Number(socket.bytesWritten) > 0)) socket.destroy();
  else socket.end('HTTP/1.1 502 Bad Gateway\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
}
