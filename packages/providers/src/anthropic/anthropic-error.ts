import type { ProviderError, ProviderErrorKind } from '../contract/errors/provider-error.ts';
import { buildProviderError, type ErrorContext } from '../http/build-provider-error.ts';
import { kindFromStatus } from '../http/error-from-status.ts';
import { kindFromMessage } from '../http/kind-from-message.ts';
import { retryAfterMs } from '../http/retry-after.ts';
import type { UpstreamFailure } from '../http/upstream-failure.ts';
import { type JsonObject, parseObject, readObject, readText } from '../json/read-json-value.ts';

/**
 * Anthropic's error types. `invalid_request_error` and `api_error` are too general: there message and status decide.
 */
const kindOfType: ReadonlyMap<string, ProviderErrorKind> = new Map(
  Object.entries<ProviderErrorKind>({
    authentication_error: 'authentication',
    permission_error: 'authentication',
    billing_error: 'quota-exhausted',
    not_found_error: 'model-not-found',
    request_too_large: 'context-length',
    rate_limit_error: 'rate-limit',
    timeout_error: 'timeout',
    overloaded_error: 'overloaded',
  }),
);

/** The typed error of a response that is not an answer. */
export function errorFromFailure(failure: UpstreamFailure, context: ErrorContext): ProviderError {
  const { status } = failure;
  const error = readObject(parseObject(failure.body)?.error);
  const type = readText(error?.type);
  const message = readText(error?.message) ?? readText(failure.body.trim());
  const kind = kindOfType.get(type ?? '') ?? kindOfSentence(status, message, context) ?? kindFromStatus(status);
  const waitMs = retryAfterMs(failure.headers, Date.now());
  return buildProviderError({ kind, status, message, rawCode: type, retryAfterMs: waitMs }, context);
}

/** The typed error of an `error` event within an answer. */
export function errorFromEvent(event: JsonObject, context: ErrorContext): ProviderError {
  const error = readObject(event.error);
  const rawCode = readText(error?.type);
  const message = readText(error?.message);
  const kind = kindOfType.get(rawCode ?? '') ?? kindFromMessage(message, context.hasPrefill) ?? 'server-error';
  return buildProviderError({ kind, status: null, message, rawCode, retryAfterMs: null }, context);
}

function kindOfSentence(status: number, message: string | null, context: ErrorContext): ProviderErrorKind | null {
  return status === 400 || status === 422 ? kindFromMessage(message, context.hasPrefill) : null;
}
