import { allowsModel, type ChatCall, countInputTokens } from '@penstock/router';
import type { Viewer } from '../access/viewer.ts';
import { ServiceError } from '../errors/service-error.ts';
import type { GenerationRequest } from '../generation/generation-request.ts';
import type { EndpointTools } from './endpoint-tools.ts';

/**
 * The tokens of a prompt. For a chain and `auto` the model with the highest count is used. A provider is called only
 * for models that the key allows.
 */
export async function countNamed(
  { call, routing }: Pick<GenerationRequest<ChatCall>, 'call' | 'routing'>,
  { catalog, countPrompt }: Pick<EndpointTools, 'catalog' | 'countPrompt'>,
  { grant }: Viewer,
): Promise<number> {
  const named = routing.model === null ? null : catalog().resolve(routing.model);
  if (named === undefined) {
    const message = `No model or chain is called '${routing.model?.slice(0, 200)}'; GET /v1/models lists all.`;
    throw new ServiceError('MODEL_NOT_FOUND', message, { field: 'model' });
  }
  if (named === null || !allowsModel(grant.models, named.id)) return countInputTokens(call, named);
  return countPrompt(call, named);
}
