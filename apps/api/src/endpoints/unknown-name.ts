import { GenerationError } from '../generation/generation-error.ts';
import type { Routing } from '../generation/generation-request.ts';
import { DoorError } from './openai/door-error.ts';

/** The names that a request may have wrong. */
type Names = Pick<Routing, 'model' | 'chain' | 'preferredModel' | 'fallbackModels'>;

/** The error for a name that does not exist, with the field that it came in; any other error as it is. */
export function withField(error: unknown, { routing }: { routing: Names }): unknown {
  if (!(error instanceof GenerationError)) return error;
  const { message, details } = error;
  const { name } = details;
  if (typeof name !== 'string') return error;
  const param = fieldOf(name, routing);
  const isModel = param !== 'chain';
  return new DoorError({
    status: isModel ? 404 : 400,
    type: 'invalid_request_error',
    code: isModel ? 'model_not_found' : null,
    message: `${param} cannot be served: ${message}${message.endsWith('?') ? '' : '.'}`,
    param,
  });
}

function fieldOf(name: string, { model, chain, preferredModel, fallbackModels }: Names): string {
  if (name === model) return 'model';
  if (name === chain) return 'chain';
  const index = fallbackModels.indexOf(name);
  if (index !== -1) return `fallback_models[${index}]`;
  return name === preferredModel ? 'preferred_model' : 'model';
}
