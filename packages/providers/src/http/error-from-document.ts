import type { ProviderError, ProviderErrorKind } from '../contract/errors/provider-error.ts';
import type { JsonObject } from '../json/read-json-value.ts';
import { readText } from '../json/read-json-value.ts';
import { buildProviderError, type ErrorContext } from './build-provider-error.ts';
import { type ErrorDocument, parseErrorDocument, readErrorDocument } from './error-document.ts';
import { kindFromStatus } from './error-from-status.ts';
import { kindFromMessage } from './kind-from-message.ts';
import { retryAfterMs } from './retry-after.ts';
import type { UpstreamFailure } from './upstream-failure.ts';

/**
 * Codes and types of all dialects: a proxy may speak one and pass on errors of another. General ones (`server_error`)
 * are left out: there status and message decide.
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
    // OpenAI's Responses: the prompt, or an image in it, was flagged.
    invalid_prompt: 'content-filter',
    bio_policy: 'content-filter',
    misalignment_policy_violation: 'content-filter',
    image_content_policy_violation: 'content-filter',
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
    server_is_overloaded: 'overloaded',
    slow_down: 'overloaded',
    // Groq: the model wrote a malformed tool call, or JSON. The next one mostly is not.
    tool_use_failed: 'invalid-response',
    json_validate_failed: 'invalid-response',
    // OpenAI's Responses, within an answer.
    invalid_image: 'bad-request',
    invalid_image_format: 'bad-request',
    invalid_base64_image: 'bad-request',
    invalid_image_url: 'bad-request',
    image_too_large: 'bad-request',
    image_too_small: 'bad-request',
    image_parse_error: 'bad-request',
    image_file_too_large: 'bad-request',
    unsupported_image_media_type: 'bad-request',
    empty_image_file: 'bad-request',
    failed_to_download_image: 'bad-request',
    // Anthropic. `invalid_request_error` and `api_error` are too general.
    billing_error: 'quota-exhausted',
    not_found_error: 'model-not-found',
    request_too_large: 'context-length',
    timeout_error: 'timeout',
    // Google. `INVALID_ARGUMENT` is too general.
    UNAUTHENTICATED: 'authentication',
    PERMISSION_DENIED: 'authentication',
    NOT_FOUND: 'model-not-found',
    RESOURCE_EXHAUSTED: 'rate-limit',
    UNAVAILABLE: 'overloaded',
    DEADLINE_EXCEEDED: 'timeout',
    INTERNAL: 'server-error',
    UNKNOWN: 'server-error',
    // AWS.
    ThrottlingException: 'rate-limit',
    throttlingException: 'rate-limit',
    serviceUnavailableException: 'overloaded',
    modelTimeoutException: 'timeout',
    accessDeniedException: 'authentication',
    // Cohere: the finish reason of an answer that took too long.
    TIMEOUT: 'timeout',
  }),
);

/** The kinds of statuses that mean another thing in one dialect. */
export type KindOfStatus = Readonly<Record<number, ProviderErrorKind>>;

const none: KindOfStatus = {};

/** The typed error of a response that is not an answer, in the form of any dialect. `own`: statuses of the dialect. */
export function errorFromFailure(failure: UpstreamFailure, context: ErrorContext, own = none): ProviderError {
  const document = parseErrorDocument(failure.body);
  const hasFailed = failure.status >= 300;
  const words =
    hasFailed || document === null ? readText(failure.body.trim()) : 'a document came back without an answer.';
  const message = document?.message ?? words;
  // An error under HTTP 200 has its status within.
  const status = hasFailed ? failure.status : (document?.status ?? failure.status);
  const kind = own[status] ?? kindOf(document, message, status, context);
  return buildProviderError(
    {
      kind,
      status,
      message,
      rawCode: document?.code ?? document?.type ?? null,
      retryAfterMs: document?.retryAfterMs ?? retryAfterMs(failure.headers, Date.now()),
    },
    context,
  );
}

/** Whether an event is an error, and no part of an answer. */
export function isErrorEvent(event: JsonObject): boolean {
  return (
    Boolean(event.error) || event.type === 'error' || event.object === 'error' || typeof event.message === 'string'
  );
}

/** The typed error of an error within an answer. */
export function errorFromEvent(event: JsonObject, context: ErrorContext): ProviderError {
  const document = readErrorDocument(event);
  const { message, code, type, status } = document;
  return buildProviderError(
    {
      kind: kindOf(document, message, status ?? 500, context),
      status: null,
      message,
      rawCode: code ?? type,
      retryAfterMs: document.retryAfterMs,
    },
    context,
  );
}

/** The typed error of plain words in place of an event. `otherwise`: the kind where the words do not tell. */
export function errorFromWords(words: string, otherwise: ProviderErrorKind, context: ErrorContext): ProviderError {
  const kind = kindFromMessage(words, context.hasPrefill) ?? otherwise;
  return buildProviderError({ kind, status: null, message: words, rawCode: null, retryAfterMs: null }, context);
}

function kindOf(
  document: ErrorDocument | null,
  message: string | null,
  status: number,
  context: ErrorContext,
): ProviderErrorKind {
  if (document?.reasons.includes('API_KEY_INVALID')) return 'authentication';
  // The message is the same for the quota of a minute and of a day; the quota's id distinguishes them.
  if (document !== null && document.quota !== null) return document.quota === 'day' ? 'quota-exhausted' : 'rate-limit';
  const known = kindOfCode.get(document?.code ?? '') ?? kindOfCode.get(document?.type ?? '');
  const fromStatus = kindFromStatus(status);
  const isPrecise = fromStatus !== 'bad-request' && fromStatus !== 'server-error' && status !== 413;
  // Groq answers 413 for more tokens than the minute's quota; its code distinguishes this case.
  if (known === 'rate-limit' && status === 413) return 'context-length';
  // A quota that returns is a rate limit.
  if (status === 429 && known === undefined && (document?.retryAfterMs ?? null) === null) {
    if (kindFromMessage(message, false) === 'quota-exhausted') return 'quota-exhausted';
  }
  // OpenRouter answers 403 for a prompt that its moderation flagged.
  if (status === 403 && kindFromMessage(message, false) === 'content-filter') return 'content-filter';
  if (known !== undefined) return known;
  const isUnknown = !isPrecise || status < 300;
  return (isUnknown ? kindFromMessage(message, context.hasPrefill) : null) ?? fromStatus;
}
