import { createAccess } from '../access/create-access.ts';
import { createServer, type Server, type ServerOptions } from '../server/server.ts';
import { createFakeServices, type FakeServices } from './fake-services.ts';

const testKey = 'psk_admin_for_tests_only';
export const authorization = `Bearer ${testKey}`;

export type LoggedError = { facts: Record<string, unknown>; message: string };

/** A server on a free port of this machine, over services in memory. */
export type TestServer = {
  services: FakeServices;
  server: Server;
  /** `http://127.0.0.1:PORT`. */
  url: string;
  graphqlUrl: string;
  webSocketUrl: string;
  logged: LoggedError[];
  /** POSTs an operation as JSON with the key; `headers` add to and override the usual ones. */
  post(body: unknown, headers?: Record<string, string>): Promise<Response>;
  /** POSTs a query and returns the parsed result. */
  query(query: string, variables?: Record<string, unknown>): Promise<GraphqlResult>;
  close(): Promise<void>;
};

export type GraphqlResult = {
  // biome-ignore lint/suspicious/noExplicitAny: tests read results of any shape
  data?: any;
  errors?: { message: string; path?: (string | number)[]; extensions: { code: string; [name: string]: unknown } }[];
};

export async function startTestServer(options: Partial<ServerOptions> = {}): Promise<TestServer> {
  const services = createFakeServices();
  const logged: LoggedError[] = [];
  const server = createServer({
    services,
    access: createAccess(testKey),
    log: {
      error: (facts, message) => logged.push({ facts, message }),
      warn: (facts, message) => logged.push({ facts, message }),
    },
    port: 0,
    host: '127.0.0.1',
    ...options,
  });
  const url = await server.listen();
  const graphqlUrl = `${url}/graphql`;
  const post = (body: unknown, headers: Record<string, string> = {}) =>
    fetch(graphqlUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization, ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  return {
    services,
    server,
    url,
    graphqlUrl,
    webSocketUrl: graphqlUrl.replace('http', 'ws'),
    logged,
    post,
    query: async (query, variables) => (await (await post({ query, variables })).json()) as GraphqlResult,
    close: () => server.close(0),
  };
}
