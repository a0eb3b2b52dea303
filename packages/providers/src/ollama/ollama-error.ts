import type { ProviderError, ProviderErrorKind } from '../contract/errors/provider-error.ts';
import { buildProviderError, type ErrorContext } from '../http/build-provider-error.ts';
import { kindFromStatus } from '../http/error-from-status.ts';
import { kindFromMessage } from '../http/kind-from-message.ts';
import { retryAfterMs } from '../http/retry-after.ts';
import type { UpstreamFailure } from '../http/upstream-failure.ts';
import { parseObject, readText } from '../json/read-json-value.ts';

/** The typed error of a response that is not an answer: `{ "error": "model 'x' not found, try pulling it first" }`. */
export function errorFromFailure(failure: UpstreamFailure, context: ErrorContext): ProviderError {
  const { status } = failure;
  const message = readText(parseObject(failure.body)?.error) ?? readText(failure.body.trim());
  const waitMs = retryAfterMs(failure.headers, Date.now());
  const kind = kindOf(status, message, context);
  return buildProviderError({ kind, status, message, rawCode: null, retryAfterMs: waitMs }, context);
}

/** The typed error of a line with the member `error`. */
export function errorFromLine(message: string, context: ErrorContext): ProviderError {
  const kind = kindOf(500, message, context);
  return buildProviderError({ kind, status: null, message, rawCode: null, retryAfterMs: null }, context);
}

function kindOf(status: number, message: string | null, context: ErrorContext): ProviderErrorKind {
  if (/server busy|maximum pending requests/i.test(message ?? '')) return 'overloaded';
  const isPrecise = status !== 400 && status !== 500;
  return (isPrecise ? null : kindFromMessage(message, context.hasPrefill)) ?? kindFromStatus(status);
}
