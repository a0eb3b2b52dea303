import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Access } from '../access/access.ts';
import type { WrongKeys } from '../access/wrong-keys.ts';
import type { ErrorLog } from '../errors/to-service-error.ts';
import { createAuthenticate } from '../http/authenticate.ts';
import { type BodyMemory, countBody } from '../http/body-memory.ts';
import type { BrowserSettings } from '../http/browser-settings.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { Gate, type GateOptions } from '../http/gate.ts';
import { gateSteps, handshakeSteps } from '../http/gate-steps.ts';
import type { RequestObserver } from '../http/steps/count-request.ts';
import type { RequestLog } from '../http/steps/log-request.ts';
import type { ServerState } from '../http/steps/refuse-while-closing.ts';
import type { Limits } from '../limits/limits.ts';
import type { Sessions } from '../sessions/sessions.ts';
import { Connections, type WarningLog } from './connections.ts';
import { createHttp } from './create-http.ts';
import { listen } from './listen.ts';
import { OpenCalls } from './open-calls.ts';

/** The parts of a server. */
export type ServerOptions = {
  /** Its endpoints; one of them must have the path `/*`. */
  endpoints: readonly Endpoint[];
  access: Access;
  sessions: Sessions;
  log: ErrorLog & WarningLog & RequestLog;
  /** TCP port; 0 takes any free one. */
  port: number;
  /** Address to listen on, for example `0.0.0.0`. */
  host: string;
  /** Delays callers that send wrong keys. */
  wrongKeys: Pick<WrongKeys, 'note'>;
  limits: Limits;
  /** Counts bodies while they arrive. Absent: bodies are not counted. */
  memory?: BodyMemory;
  browser: BrowserSettings;
  /** The stage of its life. Only the server changes it; other parts read it. */
  state: ServerState;
  /** Called for each request or key that is refused with UNAUTHENTICATED or FORBIDDEN. */
  onRefused: GateOptions['onRefused'];
  /** Is notified when a request has ended. Absent: requests are not counted. */
  requests?: RequestObserver;
};

const uncounted: RequestObserver = { requestEnded: () => {} };

/** Time between two checks for idle connections, milliseconds. */
const idleCheckMs = 100;

/** All endpoints of the service on one port. */
export interface Server {
  /** Its connections, as holders of unsent bytes. */
  readonly connections: Pick<Connections, 'heldBytes' | 'forgetIdle' | 'largest'>;
  /** Resolves to the address, as `http://127.0.0.1:4000`. Rejects if the server was closed before. */
  listen(): Promise<string>;
  /**
   * Announces the shutdown: `/readyz` answers 503, and each connection ends with its next response. All requests are
   * still served.
   */
  drain(): void;
  /** Accepts no more connections. Requests on open connections are still served. */
  stopListening(): void;
  /** Stops listening, and refuses further requests on open connections. */
  refuse(): void;
  /** Calls `refuse`, waits up to `graceMs` for open responses, then cuts them off. */
  close(graceMs: number): Promise<void>;
}

export function createServer(options: ServerOptions): Server {
  const {
    endpoints,
    access,
    sessions,
    wrongKeys,
    log,
    limits,
    browser,
    state,
    onRefused,
    requests = uncounted,
    memory,
    ...address
  } = options;
  const connections = new Connections({ limits, log });
  const openCalls = new OpenCalls();
  const authenticate = createAuthenticate({
    access,
    sessions,
    wrongKeys,
    publicOrigin: browser.publicOrigin,
  });
  const gate = new Gate({
    endpoints,
    steps: gateSteps({
      authenticate,
      log,
      browser,
      limits,
      state,
      requests,
      onCaller({ request, response }, { isValid }) {
        connections.noteKey(request.socket);
        response.once(
          'close',
          openCalls.add(isValid, () => response.destroy()),
        );
      },
    }),
    handshakeSteps: handshakeSteps({ browser, state, requests }),
    async authenticateSocket(credentials, arrival, onInvalid) {
      const { viewer, isValid } = await authenticate(credentials, arrival);
      const { socket } = arrival;
      connections.noteKey(socket);
      connections.begin(socket);
      socket.once('close', openCalls.add(isValid, onInvalid));
      return viewer;
    },
    log,
    onRefused,
  });
  const socketEndpoints = endpoints.flatMap(({ sockets }) => sockets ?? []);

  function answer(request: IncomingMessage, response: ServerResponse): void {
    const { socket } = request;
    if (!connections.begin(socket)) return;
    response.once('close', () => connections.end(socket));
    if (memory !== undefined) countBody(request, memory);
    if (state.life !== 'open') response.shouldKeepAlive = false;
    // A response from before the drain keeps its connection open. It ends here, as a further request would be refused.
    response.once('finish', () => {
      if (state.life === 'closing') socket.end();
    });
    void gate.pass(request, response);
  }

  const http = createHttp({ limits, answer, upgrade: (...handshake) => void gate.upgrade(...handshake) });
  http.on('connection', (socket) => connections.add(socket));
  let closed: Promise<void> | null = null;

  function stopListening(): Promise<void> {
    closed ??= new Promise((resolve) => {
      const sweep = setInterval(() => http.closeIdleConnections(), idleCheckMs);
      // By then waiting connections are accepted; the system resets the others.
      setImmediate(() =>
        http.close(() => {
          clearInterval(sweep);
          resolve();
        }),
      );
    });
    return closed;
  }

  function refuse(): Promise<void> {
    state.life = 'closing';
    for (const sockets of socketEndpoints) sockets.refuse();
    return stopListening();
  }

  return {
    connections,
    async listen() {
      if (state.life === 'closing') throw new Error('The server was closed before it listened.');
      await listen(http, address.port, address.host);
      return urlOf(http.address() as AddressInfo);
    },
    drain() {
      if (state.life === 'open') state.life = 'draining';
    },
    stopListening: () => void stopListening(),
    refuse: () => void refuse(),
    async close(graceMs) {
      const cut = setTimeout(() => http.closeAllConnections(), graceMs);
      await Promise.all([refuse(), ...socketEndpoints.map((sockets) => sockets.close(graceMs))]);
      clearTimeout(cut);
      connections.stop();
      openCalls.stop();
    },
  };
}

function urlOf({ address, family, port }: AddressInfo): string {
  const isEverywhere = address === '0.0.0.0' || address === '::';
  const host = isEverywhere ? 'localhost' : family === 'IPv6' ? `[${address}]` : address;
  return `http://${host}:${port}`;
}
