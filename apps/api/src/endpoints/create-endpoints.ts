import { ServiceError } from '../errors/service-error.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { plainError } from '../http/respond.ts';
import type { ServerState } from '../http/steps/refuse-while-closing.ts';
import { createAzureAddresses } from './azure/azure-addresses.ts';
import { createChatCompletions } from './chat-completions/chat-completions-endpoint.ts';
import { createCompletions } from './completions/completions-endpoint.ts';
import { createEmbeddings } from './embeddings/embeddings-endpoint.ts';
import type { EndpointTools } from './endpoint-tools.ts';
import { createGraphqlEndpoint, type GraphqlEndpointOptions } from './graphql/graphql-endpoint.ts';
import type { ReadinessCheck } from './health/checked-part.ts';
import { createHealthEndpoints } from './health/health-endpoints.ts';
import { createMessages } from './messages/messages-endpoint.ts';
import { createMetricsEndpoint, type MetricsText } from './metrics/metrics-endpoint.ts';
import { createModels } from './models/models-endpoint.ts';
import { createUnknownPaths } from './openai/unknown-path.ts';
import { createResponses } from './responses/responses-endpoint.ts';
import { createOidcEndpoints } from './session/oidc-endpoints.ts';
import { createSessionEndpoint, type SessionEndpointOptions } from './session/session-endpoint.ts';

export type EndpointsOptions = GraphqlEndpointOptions & {
  /** The parts that the service needs to be ready. Default: none. */
  checks?: readonly ReadinessCheck[];
  state: Readonly<ServerState>;
  /** Null: no metrics. `key`: the value of `PENSTOCK_METRICS_KEY`. */
  metrics: { text: MetricsText; key: string | null } | null;
  signIn: Omit<SessionEndpointOptions, 'publicOrigin' | 'audit'>;
};

/** Every public protocol: one folder and one line for each. */
export function createEndpoints(options: EndpointsOptions): readonly Endpoint[] {
  const tools: EndpointTools = { ...options.services, bodyBytes: options.limits.bodyBytes };
  const byDeployment = [createChatCompletions(tools), createCompletions(tools), createEmbeddings(tools)];
  const others = [...createResponses(tools), ...createModels(tools)];
  const served = [...byDeployment, ...others, ...createMessages(tools)];
  const { audit } = options.services;
  const signIn: SessionEndpointOptions = { ...options.signIn, audit, publicOrigin: options.browser.publicOrigin };
  return [
    createGraphqlEndpoint(options),
    ...served,
    ...createAzureAddresses(byDeployment, others, tools.bodyBytes),
    createSessionEndpoint(signIn),
    ...createOidcEndpoints(signIn),
    ...createHealthEndpoints(options.checks ?? [], options.state),
    ...(options.metrics === null ? [] : [createMetricsEndpoint(options.metrics.text, options.metrics.key)]),
    ...createUnknownPaths(served.map(({ path }) => path).filter((path) => !path.endsWith('*'))),
    nothing,
  ];
}

const nothing: Endpoint = {
  path: '/*',
  methods: null,
  toErrorResponse: plainError,
  isOpen: () => true,
  serve({ path }) {
    throw new ServiceError('NOT_FOUND', `There is nothing at ${path.slice(0, 200)}; GraphQL is at /graphql.`);
  },
};
