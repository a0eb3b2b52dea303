import { ServiceError } from '../../errors/service-error.ts';
import type { Endpoint } from '../../http/endpoint.ts';
import { readJsonBody } from '../../http/read-json-body.ts';
import type { BodyEndpoint } from '../body-endpoint.ts';
import { breakOffStream, toOpenaiErrorResponse } from '../openai/error-response.ts';

/**
 * The paths of Azure OpenAI, for its clients: `/openai/deployments/NAME/chat/completions`, whose NAME is a `model`, and
 * `/openai/v1/…`. Any `api-version` is accepted.
 */
export function createAzureAddresses(
  byDeployment: readonly BodyEndpoint[],
  others: readonly Endpoint[],
  bodyBytes: number,
): readonly Endpoint[] {
  const underV1 = [...byDeployment, ...others].map((endpoint) => ({ ...endpoint, path: `/openai${endpoint.path}` }));
  // Paths of Azure's preview versions.
  const unversioned = others.map((endpoint) => ({ ...endpoint, path: endpoint.path.replace('/v1/', '/openai/') }));
  // The longest path first, because `/chat/completions` ends with `/completions`.
  const longestFirst = byDeployment.toSorted((left, right) => right.path.length - left.path.length);
  const actions = longestFirst.map(({ path }) => path.replace('/v1/', '/'));
  const deployments: Endpoint = {
    path: '/openai/deployments/*',
    permission: 'generate',
    methods: ['POST'],
    toErrorResponse: toOpenaiErrorResponse,
    breakOff: breakOffStream,
    async serve(exchange) {
      const index = actions.findIndex((action) => exchange.rest.endsWith(action));
      const [action, endpoint] = [actions[index], longestFirst[index]];
      const name = action === undefined ? '' : decode(exchange.rest.slice(0, -action.length));
      if (endpoint === undefined || name === '') {
        const known = actions.map((one) => `/openai/deployments/NAME${one}`).join(', ');
        throw new ServiceError('NOT_FOUND', `There is nothing at ${exchange.path.slice(0, 200)}: use one of ${known}.`);
      }
      const body = await readJsonBody(exchange.request, bodyBytes);
      // A body that is not an object is refused when it is parsed.
      await endpoint.serveBody(isObject(body) ? { ...body, model: name } : body, exchange);
    },
  };
  return [deployments, ...underV1, ...unversioned];
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
