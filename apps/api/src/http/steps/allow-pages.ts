import type { Endpoint } from '../endpoint.ts';
import type { GateStep } from '../gate.ts';

/** Headers of responses that a page of another origin may read. */
const exposedHeaders =
  'x-request-id, x-penstock-generation-id, x-penstock-model, x-penstock-attempts, x-penstock-cost-usd, retry-after, x-should-retry, ' +
  'x-ratelimit-limit-requests, x-ratelimit-remaining-requests, x-ratelimit-reset-requests, ' +
  'x-ratelimit-limit-tokens, x-ratelimit-remaining-tokens, x-ratelimit-reset-tokens';

/**
 * Lets pages of other origins read responses, and answers their preflights. Forbidden origins were refused earlier.
 * Each such page needs its own key, because foreign pages cannot use the session cookie (`require-own-page.ts`). They
 * cannot read responses to requests with cookies either, because `access-control-allow-credentials` is missing.
 */
export const allowPages: GateStep = ({ request, response, endpoint }) => {
  const { origin } = request.headers;
  if (origin === undefined && request.method !== 'OPTIONS' && endpoint.sparesPrograms === true) return;
  response.setHeader('access-control-allow-origin', origin ?? '*');
  response.setHeader('vary', 'origin');
  response.setHeader('access-control-expose-headers', exposedHeaders);
  if (request.method !== 'OPTIONS') return;
  response
    .writeHead(204, {
      'access-control-allow-methods': allowedMethods(endpoint),
      // `*` does not include `authorization`.
      'access-control-allow-headers': '*, authorization',
      'access-control-max-age': '86400',
    })
    .end();
};

function allowedMethods({ methods }: Endpoint): string {
  return [...(methods ?? ['GET', 'POST']), 'OPTIONS'].join(', ');
}
