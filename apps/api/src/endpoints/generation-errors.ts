import type { Catalog, HealthView } from '@penstock/router';
import { inContextLengthWords } from '../errors/context-length.ts';
import { type ErrorCode, errorCodes } from '../errors/error-codes.ts';
import { ServiceError } from '../errors/service-error.ts';
import { countCalls, type Generation } from '../generation/generation.ts';
import type { Routing } from '../generation/generation-request.ts';
import { answerHeaders, generationHeader } from './answer-headers.ts';
import type { EndpointTools } from './endpoint-tools.ts';

/** The tools to explain the error of a generation. */
export type FailureTools = Pick<EndpointTools, 'health' | 'catalog'> & {
  /** The member of a body that holds the conversation. Default `messages`. */
  promptMember?: string | undefined;
};

/** The names in a request that may be unknown. */
type Names = Pick<Routing, 'model' | 'chain' | 'preferredModel' | 'fallbackModels'>;

/** The error of a generation that ended without an answer, for clients that read its status and headers. */
export function toFailure(
  generation: Generation,
  { health, catalog, promptMember = 'messages' }: FailureTools,
): ServiceError {
  const { code, message } = generation.failure ?? { code: 'CANCELLED', message: 'The generation was cancelled.' };
  const modelIds = generation.attempts.map(({ modelId }) => modelId);
  const shown = code === 'ALL_MODELS_FAILED' ? shownCode(generation) : code;
  const isTooLong = code === 'CONTEXT_LENGTH_EXCEEDED';
  return new ServiceError(shown, isTooLong ? inContextLengthWords(message, windowOf(modelIds, catalog())) : message, {
    field: isTooLong ? promptMember : null,
    headers: { ...answerHeaders(generation), ...retryAfter(shown, modelIds, health), ...noRetry(shown, generation) },
  });
}

/** The code for a failure of every model. Attempts that were skipped for another reason do not count. */
function shownCode({ attempts }: Generation): ErrorCode {
  const decisive = attempts.filter(({ outcome, errorKind }) => outcome !== 'skipped' || errorKind !== null);
  const isAll = (kind: string): boolean => decisive.length > 0 && decisive.every(({ errorKind }) => errorKind === kind);
  if (isAll('rate-limit')) return 'RATE_LIMITED';
  return isAll('overloaded') ? 'ALL_MODELS_OVERLOADED' : 'ALL_MODELS_FAILED';
}

/** The largest context window of these models; null if none is known. */
function windowOf(modelIds: readonly string[], catalog: Catalog): number | null {
  const windows = modelIds.flatMap((id) => catalog.resolve(id)?.contextWindow ?? []);
  return windows.length === 0 ? null : Math.max(...windows);
}

/** OpenAI's clients retry after a 502 and a 503. This header prevents that after several calls. */
function noRetry(code: ErrorCode, { attempts }: Generation): Record<string, string> {
  const { status } = errorCodes[code];
  return countCalls(attempts) > 1 && (status === 502 || status === 503) ? { 'x-should-retry': 'false' } : {};
}

/**
 * Adds details to the refusal of a request without a generation. An unknown name gets its field. If no model is
 * available, headers say whether and when to retry. Any other error stays unchanged.
 */
export function explainRefusal(
  error: unknown,
  { routing }: { routing: Names },
  health: HealthView,
  promptMember = 'messages',
): unknown {
  if (!(error instanceof ServiceError) || generationHeader in error.headers) return error;
  if (error.code === 'NO_MODEL_AVAILABLE') return explainExclusions(error, health);
  if (error.code === 'CONTEXT_LENGTH_EXCEEDED') {
    return new ServiceError(error.code, error.message, { field: promptMember, headers: error.headers });
  }
  const { name } = error.details;
  return typeof name === 'string' ? unknownName(error.message, fieldOf(name, routing)) : error;
}

function unknownName(message: string, field: string): ServiceError {
  const sentence = `${field} cannot be served: ${message}${message.endsWith('?') ? '' : '.'}`;
  return new ServiceError(field === 'chain' ? 'BAD_USER_INPUT' : 'MODEL_NOT_FOUND', sentence, { field });
}

function fieldOf(name: string, { model, chain, preferredModel, fallbackModels }: Names): string {
  if (name === model) return 'model';
  if (name === chain) return 'chain';
  const index = fallbackModels.indexOf(name);
  if (index !== -1) return `fallback_models[${index}]`;
  return name === preferredModel ? 'preferred_model' : 'model';
}

function explainExclusions(error: ServiceError, health: HealthView): ServiceError {
  const { message } = error;
  const exclusions = exclusionsOf(error);
  const rules = new Set(exclusions.map(({ rule }) => rule).filter((rule) => !alwaysExcludes.has(rule)));
  if (rules.size === 1 && rules.has('budget')) return new ServiceError('BUDGET_EXCEEDED', message);
  const passing = exclusions.filter(({ rule }) => rule === 'breaker' || rule === 'unavailable');
  // OpenAI's clients retry after a 503; this header says that a retry would fail.
  if (passing.length === 0) return new ServiceError(error.code, message, { headers: { 'x-should-retry': 'false' } });
  const modelIds = passing.map(({ model }) => model);
  const code = modelIds.every((id) => health.read(id).isRateLimited) ? 'RATE_LIMITED' : error.code;
  return new ServiceError(code, message, { headers: retryAfter(code, modelIds, health) });
}

/** Rules that exclude these models from every request of this kind. */
const alwaysExcludes: ReadonlySet<string> = new Set([
  'not-configured',
  'inactive',
  'sandbox',
  'capability',
  'not_allowed',
]);

type Excluded = { model: string; rule: string };

function exclusionsOf({ details }: ServiceError): readonly Excluded[] {
  return Array.isArray(details.exclusions) ? details.exclusions.filter(isExcluded) : [];
}

function isExcluded(value: unknown): value is Excluded {
  return typeof value === 'object' && value !== null && 'model' in value && 'rule' in value;
}

/** The time until the first of these models may be called again, in whole seconds. Empty if waiting does not help. */
function retryAfter(code: ErrorCode, modelIds: readonly string[], health: HealthView): Record<string, string> {
  const { status } = errorCodes[code];
  if (status !== 429 && status !== 503) return {};
  const times = modelIds.map((id) => health.read(id).retryAtMs).filter((time) => time !== null);
  const seconds = times.length === 0 ? 1 : Math.ceil((Math.min(...times) - Date.now()) / 1000);
  return { 'retry-after': String(Math.max(1, seconds)) };
}
