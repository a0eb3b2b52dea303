import { randomUUID } from 'node:crypto';
import type { HealthView } from '@penstock/router';
import type { FailureCode, Generation } from '../../generation/generation.ts';
import { GenerationError } from '../../generation/generation-error.ts';
import { InputError } from '../../generation/input/input-error.ts';
import { BodyError } from '../../http/read-json-body.ts';
import { answerHeaders } from '../answer-headers.ts';
import { DoorError, type DoorErrorFacts, type DoorErrorType } from './door-error.ts';

/** Where errors that are nobody's business but the operator's are written. */
export interface ErrorLog {
  error(facts: Record<string, unknown>, message: string): void;
}

type Shape = { status: number; type: DoorErrorType; code: string | null };

const shapes: Readonly<Record<FailureCode | 'NOT_FOUND', Shape>> = {
  BAD_USER_INPUT: { status: 400, type: 'invalid_request_error', code: null },
  NOT_FOUND: { status: 404, type: 'invalid_request_error', code: 'not_found' },
  CONTENT_FILTERED: { status: 400, type: 'invalid_request_error', code: 'content_filter' },
  CONTEXT_LENGTH_EXCEEDED: { status: 400, type: 'invalid_request_error', code: 'context_length_exceeded' },
  BUDGET_EXCEEDED: { status: 402, type: 'insufficient_quota', code: 'budget_exceeded' },
  NO_MODEL_AVAILABLE: { status: 503, type: 'server_error', code: 'no_model_available' },
  ALL_MODELS_FAILED: { status: 502, type: 'server_error', code: 'all_models_failed' },
  INVALID_RESPONSE: { status: 502, type: 'server_error', code: 'invalid_response' },
  // What nginx calls a request that the client closed: no client tries such an answer again.
  CANCELLED: { status: 499, type: 'server_error', code: 'cancelled' },
  INTERRUPTED: { status: 503, type: 'server_error', code: 'interrupted' },
  INTERNAL: { status: 500, type: 'server_error', code: 'internal_error' },
};

const rateLimited: Shape = { status: 429, type: 'rate_limit_error', code: 'rate_limit_exceeded' };

/** Turns whatever was thrown into what a client may see; the cause of what nobody expected goes to the log alone. */
export function toDoorError(thrown: unknown, log: ErrorLog, health: HealthView): DoorError {
  if (thrown instanceof DoorError) return thrown;
  if (thrown instanceof InputError) {
    return new DoorError({ ...shapes.BAD_USER_INPUT, message: thrown.message, param: thrown.path });
  }
  if (thrown instanceof BodyError) {
    const headers: Record<string, string> = thrown.status === 413 ? { connection: 'close' } : {};
    return new DoorError({ ...shapes.BAD_USER_INPUT, status: thrown.status, message: thrown.message, headers });
  }
  if (thrown instanceof GenerationError) return toRefusal(thrown, health);
  const reference = randomUUID();
  log.error({ reference, err: thrown }, 'A request through the OpenAI-compatible door failed.');
  return new DoorError({
    ...shapes.INTERNAL,
    message: `Something went wrong here. The log has it under ${reference}.`,
  });
}

/** The error of a generation that ended without an answer. */
export function toFailure(generation: Generation, health: HealthView): DoorError {
  const { code, message } = generation.failure ?? { code: 'CANCELLED', message: 'The generation was cancelled.' };
  const modelIds = generation.attempts.map(({ modelId }) => modelId);
  const isRateLimit =
    code === 'ALL_MODELS_FAILED' && generation.attempts.every(({ errorKind }) => errorKind === 'rate-limit');
  const shape = isRateLimit ? rateLimited : shapes[code];
  return new DoorError({
    ...shape,
    message,
    param: code === 'CONTEXT_LENGTH_EXCEEDED' ? 'messages' : null,
    headers: { ...answerHeaders(generation), ...retryAfter(shape, modelIds, health) },
  });
}

/** The error of a request for which no generation was begun. */
function toRefusal(error: GenerationError, health: HealthView): DoorError {
  const { code, message } = error;
  if (code !== 'NO_MODEL_AVAILABLE') return new DoorError({ ...shapes[code], message });
  const exclusions = exclusionsOf(error);
  const rules = new Set(exclusions.map(({ rule }) => rule).filter((rule) => !isNoNews.has(rule)));
  const facts: DoorErrorFacts = { ...shapes.NO_MODEL_AVAILABLE, message };
  if (rules.size === 1 && rules.has('context-window')) {
    return new DoorError({ ...facts, ...shapes.CONTEXT_LENGTH_EXCEEDED, param: 'messages' });
  }
  if (rules.size === 1 && rules.has('budget')) return new DoorError({ ...facts, ...shapes.BUDGET_EXCEEDED });
  const passing = exclusions.filter(({ rule }) => rule === 'breaker' || rule === 'unavailable');
  // OpenAI's clients try a 503 again; this header keeps them from asking in vain.
  if (passing.length === 0) return new DoorError({ ...facts, headers: { 'x-should-retry': 'false' } });
  const modelIds = passing.map(({ model }) => model);
  return new DoorError({ ...facts, headers: retryAfter(shapes.NO_MODEL_AVAILABLE, modelIds, health) });
}

/** Rules that leave models out of every request of this kind. */
const isNoNews: ReadonlySet<string> = new Set(['not-configured', 'inactive', 'sandbox', 'capability']);

type Excluded = { model: string; rule: string };

function exclusionsOf({ details }: GenerationError): readonly Excluded[] {
  return Array.isArray(details.exclusions) ? details.exclusions.filter(isExcluded) : [];
}

function isExcluded(value: unknown): value is Excluded {
  return typeof value === 'object' && value !== null && 'model' in value && 'rule' in value;
}

/** When the first of these models may be asked again, in whole seconds; nothing for errors that waiting does not mend. */
function retryAfter({ status }: Shape, modelIds: readonly string[], health: HealthView): Record<string, string> {
  if (status !== 429 && status !== 503) return {};
  const times = modelIds.map((id) => health.read(id).retryAtMs).filter((time) => time !== null);
  const seconds = times.length === 0 ? 1 : Math.ceil((Math.min(...times) - Date.now()) / 1000);
  return { 'retry-after': String(Math.max(1, seconds)) };
}
