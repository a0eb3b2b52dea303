import { ServiceError } from '../../errors/service-error.ts';
import type { Endpoint } from '../../http/endpoint.ts';
import { toOpenaiErrorResponse } from './error-response.ts';

/** Everything under `/v1` that no endpoint has. `served`: the paths that are there. */
export function createUnknownPath(served: readonly string[]): Endpoint {
  const places = `${served.slice(0, -1).join(', ')} and ${served.at(-1)}`;
  return {
    path: '/v1/*',
    methods: null,
    toErrorResponse: toOpenaiErrorResponse,
    serve({ path }) {
      throw new ServiceError('NOT_FOUND', `There is nothing at ${path.slice(0, 200)}; Penstock serves ${places}.`);
    },
  };
}
