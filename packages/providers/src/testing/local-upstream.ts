import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One received request. */
export type ArrivedRequest = {
  method: string;
  path: string;
  headers: IncomingMessage['headers'];
  /** Parsed JSON. Null for any other body. */
  body: unknown;
};

/** A server on a free port of this machine, for tests of the bytes on the wire. */
export interface LocalUpstream {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  /** Oldest first. */
  readonly requests: readonly ArrivedRequest[];
  /** Number of opened connections so far. */
  readonly connectionCount: number;
  /** From now on it answers a client only after the client has closed its half of the connection. */
  allowHalfOpen(): void;
  close(): Promise<void>;
}

/** Starts a server that answers every request with `respond`. */
export async function startLocalUpstream(
  respond: (request: ArrivedRequest, response: ServerResponse) => void,
): Promise<LocalUpstream> {
  const requests: ArrivedRequest[] = [];
  let connectionCount = 0;
  const server = createServer(async (message, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of message) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString('utf8');
    const { method = '', url: path = '', headers } = message;
    const request: ArrivedRequest = { method, path, headers, body: text === '' ? null : JSON.parse(text) };
    requests.push(request);
    respond(request, response);
  });
  server.on('connection', () => {
    connectionCount += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    get connectionCount() {
      return connectionCount;
    },
    allowHalfOpen: () => void Object.assign(server, { httpAllowHalfOpen: true }),
    close: () =>
      new Promise((resolve, reject) => {
        server.closeAllConnections();
        server.close((error) => (error ? reject(error) : resolve()));
      }),
  };
}

/** Sends a complete stream of server-sent events, one for each payload. */
export function sendEvents(response: ServerResponse, payloads: readonly (string | object)[]): void {
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
  for (const payload of payloads) response.write(toEvent(payload));
  response.end();
}

/** One server-sent event. */
export function toEvent(payload: string | object): string {
  return `data: ${typeof payload === 'string' ? payload : JSON.stringify(payload)}\n\n`;
}
