import type { ProviderError, ProviderErrorKind } from '../contract/errors/provider-error.ts';
import { buildProviderError, type ErrorContext } from '../http/build-provider-error.ts';
import { kindFromStatus } from '../http/error-from-status.ts';
import { kindFromMessage } from '../http/kind-from-message.ts';
import { retryAfterMs } from '../http/retry-after.ts';
import type { UpstreamFailure } from '../http/upstream-failure.ts';
import { parseObject, readText } from '../json/read-json-value.ts';

/** The typed error of a response that is not an answer. Cohere sends a message and no code. */
export function errorFromFailure(failure: UpstreamFailure, context: ErrorContext): ProviderError {
  const message = readText(parseObject(failure.body)?.message) ?? readText(failure.body.trim());
  return buildProviderError(
    {
      kind: kindOf(failure.status, message, context),
      status: failure.status,
      message,
      rawCode: null,
      retryAfterMs: retryAfterMs(failure.headers, Date.now()),
    },
    context,
  );
}

/** The typed error of an answer whose finish reason is a failure. */
export function errorFromEnd(rawReason: string, message: string | null, context: ErrorContext): ProviderError {
  const kind = rawReason === 'TIMEOUT' ? 'timeout' : (kindFromMessage(message, context.hasPrefill) ?? 'server-error');
  return buildProviderError({ kind, status: null, message, rawCode: rawReason, retryAfterMs: null }, context);
}

function kindOf(status: number, message: string | null, context: ErrorContext): ProviderErrorKind {
  // A token of the prompt or of the answer is on Cohere's list of denied ones.
  if (status === 498) return 'content-filter';
  if (status === 429 && /calls? \/ month|per month/i.test(message ?? '')) return 'quota-exhausted';
  const isPrecise = status !== 400 && status !== 422 && status !== 500;
  return (isPrecise ? null : kindFromMessage(message, context.hasPrefill)) ?? kindFromStatus(status);
}
