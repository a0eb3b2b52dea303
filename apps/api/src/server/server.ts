import type { Server as HttpServer, IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Access } from '../access/access.ts';
import type { WrongKeys } from '../access/wrong-keys.ts';
import type { ErrorLog } from '../errors/to-service-error.ts';
import { createAuthenticate } from '../http/authenticate.ts';
import { type BodyMemory, countBody } from '../http/body-memory.ts';
import type { BrowserSettings } from '../http/browser-settings.ts';
import type { Endpoint, SocketEndpoint } from '../http/endpoint.ts';
import { Gate, type GateOptions } from '../http/gate.ts';
import { gateSteps, handshakeObservers, handshakeSteps } from '../http/gate-steps.ts';
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
export class Server {
  /** Its connections, as holders of unsent bytes. */
  readonly connections: Connections;
  readonly #options: ServerOptions;
  readonly #openCalls = new OpenCalls();
  readonly #gate: Gate;
  readonly #http: HttpServer;
  readonly #sockets: readonly SocketEndpoint[];
  #closed: Promise<void> | null = null;

  constructor(options: ServerOptions) {
    const { endpoints, limits, log } = options;
    this.#options = options;
    this.connections = new Connections({ limits, log });
    this.#gate = this.#createGate(options);
    this.#sockets = endpoints.flatMap(({ sockets }) => sockets ?? []);
    this.#http = createHttp({
      limits,
      answer: (request, response) => this.#answer(request, response),
      upgrade: (...handshake) => void this.#gate.upgrade(...handshake),
    });
    this.#http.on('connection', (socket) => this.connections.add(socket));
  }

  /** Resolves to the address, as `http://127.0.0.1:4000`. Rejects if the server was closed before. */
  async listen(): Promise<string> {
    const { state, port, host } = this.#options;
    if (state.life === 'closing') throw new Error('The server was closed before it listened.');
    await listen(this.#http, port, host);
    return urlOf(this.#http.address() as AddressInfo);
  }

  /**
   * Announces the shutdown: `/readyz` answers 503, and each connection ends with its next response. All requests are
   * still served.
   */
  drain(): void {
    const { state } = this.#options;
    if (state.life === 'open') state.life = 'draining';
  }

  /** Accepts no more connections. Requests on open connections are still served. */
  stopListening(): void {
    void this.#stopListening();
  }

  /** Stops listening, and refuses further requests on open connections. */
  refuse(): void {
    void this.#refuse();
  }

  /** Calls `refuse`, waits up to `graceMs` for open responses, then cuts them off. */
  async close(graceMs: number): Promise<void> {
    const cut = setTimeout(() => this.#http.closeAllConnections(), graceMs);
    await Promise.all([this.#refuse(), ...this.#sockets.map((sockets) => sockets.close(graceMs))]);
    clearTimeout(cut);
    this.connections.stop();
    this.#openCalls.stop();
  }

  #createGate(options: ServerOptions): Gate {
    const { endpoints, access, sessions, wrongKeys, log, limits, browser, state, onRefused } = options;
    const { requests = uncounted } = options;
    const { publicOrigin } = browser;
    const authenticate = createAuthenticate({ access, sessions, wrongKeys, publicOrigin });
    return new Gate({
      endpoints,
      steps: gateSteps({
        authenticate,
        log,
        browser,
        limits,
        state,
        requests,
        onCaller: ({ request, response, onEnd }, { isValid }) => {
          this.connections.noteKey(request.socket);
          onEnd.push(this.#openCalls.add(isValid, () => response.destroy()));
        },
      }),
      handshakeSteps: handshakeSteps({ browser, state }),
      handshakeObservers: handshakeObservers({ requests, log }),
      authenticateSocket: async (credentials, arrival, onInvalid) => {
        const { viewer, isValid } = await authenticate(credentials, arrival);
        const { socket } = arrival;
        this.connections.noteKey(socket);
        this.connections.begin(socket);
        socket.once('close', this.#openCalls.add(isValid, onInvalid));
        return viewer;
      },
      log,
      onRefused,
    });
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const { memory, state } = this.#options;
    const { socket } = request;
    if (!this.connections.begin(socket)) return;
    if (memory !== undefined) countBody(request, memory);
    if (state.life !== 'open') response.shouldKeepAlive = false;
    void this.#gate.pass(request, response, () => {
      this.connections.end(socket);
      // A response from before the drain keeps its connection open. It ends here, as a further request would be refused.
      if (state.life === 'closing') socket.end();
    });
  }

  #stopListening(): Promise<void> {
    this.#closed ??= new Promise((resolve) => {
      const sweep = setInterval(() => this.#http.closeIdleConnections(), idleCheckMs);
      // By then waiting connections are accepted; the system resets the others.
      setImmediate(() =>
        this.#http.close(() => {
          clearInterval(sweep);
          resolve();
        }),
      );
    });
    return this.#closed;
  }

  #refuse(): Promise<void> {
    this.#options.state.life = 'closing';
    for (const sockets of this.#sockets) sockets.refuse();
    return this.#stopListening();
  }
}

function urlOf({ address, family, port }: AddressInfo): string {
  const isEverywhere = address === '0.0.0.0' || address === '::';
  const host = isEverywhere ? 'localhost' : family === 'IPv6' ? `[${address}]` : address;
  return `http://${host}:${port}`;
}
