import { type Catalog, countInputTokens } from '@penstock/router';
import type { StoredRequest } from '../../records/stored-request.ts';

/** Prompt tokens of a request as they were counted for its plan: for the model that it named, if it named one. */
export function countPrompt(request: StoredRequest, catalog: Catalog): number {
  const model = request.model === null ? undefined : catalog.resolve(request.model);
  return countInputTokens(request, model ?? null);
}
