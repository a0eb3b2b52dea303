import type { Access } from '../access/access.ts';
import { WrongKeys } from '../access/wrong-keys.ts';
import { toRefusedEvent } from '../audit/refused-request.ts';
import { createEndpoints, type EndpointsOptions } from '../endpoints/create-endpoints.ts';
import type { OidcSignIn } from '../endpoints/session/oidc-endpoints.ts';
import { type BrowserSettings, defaultBrowserSettings } from '../http/browser-settings.ts';
import type { Endpoint } from '../http/endpoint.ts';
import type { ServerState } from '../http/steps/refuse-while-closing.ts';
import { defaultLimits } from '../limits/limits.ts';
import { Server } from '../server/server.ts';
import type { SignInCodes } from '../sessions/sign-in-codes.ts';
import { accessByKey } from './access-as.ts';
import { createFakeServices, type FakeServices } from './fake-services.ts';
import { FakeSessions } from './fake-sessions.ts';

const testKey = 'psk_admin_for_tests_only';
export const authorization = `Bearer ${testKey}`;

export type LoggedError = { facts: Record<string, unknown>; message: string };

/** A server on a free port of this machine, with services in memory. */
export type TestServer = {
  services: FakeServices;
  sessions: FakeSessions;
  server: Server;
  /** All served endpoints. */
  endpoints: readonly Endpoint[];
  /** `http://127.0.0.1:PORT`. */
  url: string;
  graphqlUrl: string;
  webSocketUrl: string;
  logged: LoggedError[];
  /** The facts of each request that has ended. */
  ended: LoggedError['facts'][];
  /** POSTs an operation as JSON with the key. `headers` extend and override the usual headers. */
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

export type TestServerOptions = Partial<Pick<EndpointsOptions, 'limits' | 'queryLimits' | 'checks'>> & {
  services?: FakeServices;
  access?: Access;
  sessions?: FakeSessions;
  codes?: SignInCodes;
  oidc?: OidcSignIn | null;
  browser?: BrowserSettings;
  /** Endpoints in addition to the usual ones. */
  more?: readonly Endpoint[];
};

export async function startTestServer({
  services = createFakeServices(),
  access = accessByKey(testKey),
  sessions = new FakeSessions(access),
  codes = { create: async () => 'code', spend: async () => null },
  oidc = null,
  limits = defaultLimits,
  browser = defaultBrowserSettings,
  more = [],
  ...options
}: TestServerOptions = {}): Promise<TestServer> {
  const logged: LoggedError[] = [];
  const ended: LoggedError['facts'][] = [];
  const log = {
    error: (facts: LoggedError['facts'], message: string) => logged.push({ facts, message }),
    warn: (facts: LoggedError['facts'], message: string) => logged.push({ facts, message }),
    isLevelEnabled: () => true,
    debug: (facts: LoggedError['facts']) => ended.push(facts),
  };
  const wrongKeys = new WrongKeys(log);
  const state: ServerState = { life: 'open' };
  const usual = createEndpoints({
    services,
    log,
    limits,
    browser,
    state,
    metrics: null,
    signIn: { access, sessions, wrongKeys, codes, oidc },
    ...options,
  });
  const endpoints = [...more, ...usual];
  const server = new Server({
    endpoints,
    access,
    sessions,
    wrongKeys,
    log,
    limits,
    browser,
    state,
    port: 0,
    host: '127.0.0.1',
    onRefused: (refusal) => services.audit.recordUnsuccessful(toRefusedEvent(refusal)),
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
    sessions,
    server,
    endpoints,
    url,
    graphqlUrl,
    webSocketUrl: graphqlUrl.replace('http', 'ws'),
    logged,
    ended,
    post,
    query: async (query, variables) => (await (await post({ query, variables })).json()) as GraphqlResult,
    close: () => server.close(0),
  };
}
