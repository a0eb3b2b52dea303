import type { ProviderError, ProviderErrorKind } from '../contract/errors/provider-error.ts';
import { buildProviderError, type ErrorContext } from '../http/build-provider-error.ts';
import { kindFromStatus } from '../http/error-from-status.ts';
import { kindFromMessage } from '../http/kind-from-message.ts';
import { retryAfterMs } from '../http/retry-after.ts';
import type { UpstreamFailure } from '../http/upstream-failure.ts';
import { type JsonObject, parseObject, readObject, readText } from '../json/read-json-value.ts';

/**
 * Codes and types of the providers of this dialect. General ones (`server_error`) are left out: there status and
 * message decide.
 */
const kindOfCode: ReadonlyMap<string, ProviderErrorKind> = new Map(
  Object.entries<ProviderErrorKind>({
    invalid_api_key: 'authentication',
    invalid_authentication: 'authentication',
    authentication_error: 'authentication',
    permission_error: 'authentication',
    permission_denied: 'authentication',
    account_deactivated: 'authentication',
    rate_limit_exceeded: 'rate-limit',
    rate_limit_error: 'rate-limit',
    too_many_requests: 'rate-limit',
    insufficient_quota: 'quota-exhausted',
    billing_hard_limit_reached: 'quota-exhausted',
    billing_not_active: 'quota-exhausted',
    insufficient_balance: 'quota-exhausted',
    credit_limit: 'quota-exhausted',
    context_length_exceeded: 'context-length',
    string_above_max_length: 'context-length',
    content_filter: 'content-filter',
    content_policy_violation: 'content-filter',
    content_moderation: 'content-filter',
    ResponsibleAIPolicyViolation: 'content-filter',
    model_not_found: 'model-not-found',
    model_not_available: 'model-not-found',
    invalid_model: 'model-not-found',
    DeploymentNotFound: 'model-not-found',
    NotFoundError: 'model-not-found',
    overloaded_error: 'overloaded',
    server_overloaded: 'overloaded',
    capacity_exceeded: 'overloaded',
    service_unavailable: 'overloaded',
    engine_overloaded: 'overloaded',
  }),
);

type ErrorBody = { message: string | null; code: string | null; type: string | null; status: number | null };

/** The typed error of a response that is not an answer. */
export function errorFromFailure(failure: UpstreamFailure, context: ErrorContext): ProviderError {
  const parsed = parseObject(failure.body);
  const body = parsed === null ? null : readErrorBody(parsed);
  const message = body?.message ?? plainText(failure);
  return buildProviderError(
    {
      kind: kindOf(body, message, failure.status, context),
      status: failure.status,
      message,
      rawCode: body?.code ?? body?.type ?? null,
      retryAfterMs: retryAfterMs(failure.headers, Date.now()),
    },
    context,
  );
}

/** The typed error of an error event within an answer; null for any other event. */
export function errorFromEvent(event: JsonObject, context: ErrorContext): ProviderError | null {
  if (!event.error && event.object !== 'error') return null;
  const body = readErrorBody(event);
  return buildProviderError(
    {
      kind: kindOf(body, body.message, body.status ?? 500, context),
      status: null,
      message: body.message,
      rawCode: body.code ?? body.type,
      retryAfterMs: null,
    },
    context,
  );
}

function kindOf(
  body: ErrorBody | null,
  message: string | null,
  status: number,
  context: ErrorContext,
): ProviderErrorKind {
  const known = kindOfCode.get(body?.code ?? '') ?? kindOfCode.get(body?.type ?? '');
  const fromStatus = kindFromStatus(status);
  const isPrecise = fromStatus !== 'bad-request' && fromStatus !== 'server-error' && status !== 413;
  // Groq answers 413 for more tokens than the minute's quota; its code distinguishes this case.
  if (known === 'rate-limit' && status === 413) return 'context-length';
  if (status === 429 && known === undefined && kindFromMessage(message, false) === 'quota-exhausted') {
    return 'quota-exhausted';
  }
  // OpenRouter answers 403 for a prompt that its moderation flagged.
  if (status === 403 && kindFromMessage(message, false) === 'content-filter') return 'content-filter';
  if (known !== undefined) return known;
  return (isPrecise ? null : kindFromMessage(message, context.hasPrefill)) ?? fromStatus;
}

/** `{ error: { message, type, code } }` (OpenAI), `{ error: "…" }`, `{ message, type, code }` (Mistral), `{ detail }`. */
function readErrorBody(body: JsonObject): ErrorBody {
  const error = readObject(body.error) ?? body;
  const innerCode = readText(readObject(error.innererror)?.code);
  const code = error.code;
  return {
    message: readText(error.message) ?? readText(body.error) ?? readDetail(body.detail ?? error.message),
    code: innerCode ?? (typeof code === 'string' && code !== '' && !/^\d+$/.test(code) ? code : null),
    type: readText(error.type),
    status: Number(code) >= 400 && Number(code) < 600 ? Number(code) : null,
  };
}

/** FastAPI's `detail`, a sentence or a list of problems with their paths. */
function readDetail(detail: unknown): string | null {
  if (detail === undefined || detail === null) return null;
  return typeof detail === 'string' ? readText(detail) : JSON.stringify(detail);
}

function plainText(failure: UpstreamFailure): string | null {
  if (failure.status < 300) return 'a whole document came back instead of a stream.';
  return readText(failure.body.trim());
}
