import type { ProviderError, ProviderErrorKind } from '../contract/errors/provider-error.ts';
import { buildProviderError, type ErrorContext } from '../http/build-provider-error.ts';
import { kindFromStatus } from '../http/error-from-status.ts';
import { kindFromMessage } from '../http/kind-from-message.ts';
import { readSpan, retryAfterMs } from '../http/retry-after.ts';
import type { UpstreamFailure } from '../http/upstream-failure.ts';
import { type JsonObject, parseObject, readList, readObject, readText } from '../json/read-json-value.ts';

/** Google's canonical status names. `INVALID_ARGUMENT` is too general: there details and message decide. */
const kindOfStatusName: ReadonlyMap<string, ProviderErrorKind> = new Map(
  Object.entries<ProviderErrorKind>({
    UNAUTHENTICATED: 'authentication',
    PERMISSION_DENIED: 'authentication',
    NOT_FOUND: 'model-not-found',
    RESOURCE_EXHAUSTED: 'rate-limit',
    UNAVAILABLE: 'overloaded',
    DEADLINE_EXCEEDED: 'timeout',
    INTERNAL: 'server-error',
    UNKNOWN: 'server-error',
  }),
);

/** The typed error of a response that is not an answer. Google sends one error, or a list that holds it. */
export function errorFromFailure(failure: UpstreamFailure, context: ErrorContext): ProviderError {
  const text = failure.body.trim();
  const parsed = parseObject(text) ?? readObject(readList(parseObject(`{"list":${text}}`)?.list)[0]);
  const error = readObject(parsed?.error);
  const kind = error === null ? kindFromStatus(failure.status) : kindOf(error, failure.status, context);
  return buildProviderError(
    {
      kind,
      status: failure.status,
      message: readText(error?.message) ?? readText(text),
      rawCode: readText(error?.status),
      retryAfterMs: retryDelayMs(error) ?? retryAfterMs(failure.headers, Date.now()),
    },
    context,
  );
}

/** The typed error of an error within an answer. */
export function errorFromEvent(error: JsonObject, context: ErrorContext): ProviderError {
  const code = typeof error.code === 'number' ? error.code : 500;
  return buildProviderError(
    {
      kind: kindOf(error, code, context),
      status: null,
      message: readText(error.message),
      rawCode: readText(error.status),
      retryAfterMs: retryDelayMs(error),
    },
    context,
  );
}

function kindOf(error: JsonObject, status: number, context: ErrorContext): ProviderErrorKind {
  const name = readText(error.status) ?? '';
  if (detailsOf(error).some((detail) => detail.reason === 'API_KEY_INVALID')) return 'authentication';
  // The message is the same for the quota of a minute and of a day; the quota's id distinguishes them.
  if (name === 'RESOURCE_EXHAUSTED' && isDailyQuota(error)) return 'quota-exhausted';
  const known = kindOfStatusName.get(name);
  if (known !== undefined) return known;
  return kindFromMessage(readText(error.message), context.hasPrefill) ?? kindFromStatus(status);
}

function isDailyQuota(error: JsonObject): boolean {
  return detailsOf(error)
    .flatMap((detail) => readList(detail.violations))
    .some((violation) => /PerDay/i.test(readText(readObject(violation)?.quotaId) ?? ''));
}

/** `google.rpc.RetryInfo`: `"retryDelay": "34.07s"`. */
function retryDelayMs(error: JsonObject | null): number | null {
  if (error === null) return null;
  for (const detail of detailsOf(error)) {
    const delay = readText(detail.retryDelay);
    if (delay !== null) return readSpan(delay);
  }
  return null;
}

function detailsOf(error: JsonObject): readonly JsonObject[] {
  return readList(error.details)
    .map(readObject)
    .filter((detail) => detail !== null);
}
