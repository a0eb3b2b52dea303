import type { GenerationError } from '../../generation/generation-error.ts';
import type { GenerationRequest } from '../../generation/generation-request.ts';
import { DoorError } from '../door-error.ts';

/** The error for a name that nobody has, with the field that it came in; null when the error is another. */
export function toUnknownName({ message, details }: GenerationError, request: GenerationRequest): DoorError | null {
  const { name } = details;
  if (typeof name !== 'string') return null;
  const param = fieldOf(name, request);
  const isModel = param !== 'chain';
  return new DoorError({
    status: isModel ? 404 : 400,
    type: 'invalid_request_error',
    code: isModel ? 'model_not_found' : null,
    message: `${param} cannot be served: ${message}${message.endsWith('?') ? '' : '.'}`,
    param,
  });
}

function fieldOf(name: string, { model, chain, preferredModel, fallbackModels }: GenerationRequest): string {
  if (name === model) return 'model';
  if (name === chain) return 'chain';
  const index = fallbackModels.indexOf(name);
  if (index !== -1) return `fallback_models[${index}]`;
  return name === preferredModel ? 'preferred_model' : 'model';
}
