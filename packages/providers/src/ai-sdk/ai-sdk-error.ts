import type { ProviderError, ProviderErrorKind } from '../contract/errors/provider-error.ts';
import { isProviderError } from '../contract/errors/provider-error.ts';
import { buildProviderError, type ErrorContext } from '../http/build-provider-error.ts';
import { errorBeforeAnswer, errorWithinAnswer, type NetworkContext } from '../http/error-from-network.ts';
import { kindFromStatus } from '../http/error-from-status.ts';
import { kindFromMessage } from '../http/kind-from-message.ts';
import { type ResponseHeaders, retryAfterMs } from '../http/retry-after.ts';
import type { UpstreamFailure } from '../http/upstream-failure.ts';
import { readObject, readText } from '../json/read-json-value.ts';

/** The facts for a typed error of anything that a package of the AI SDK throws. */
export type AiSdkErrorContext = ErrorContext & {
  network: NetworkContext;
  /** Whether the answer had begun. After that, a broken connection is a cut answer. */
  hasBegun: () => boolean;
  /** Reads a refusal in the provider's own format. Null: status and message decide. */
  readFailure: ((failure: UpstreamFailure, context: ErrorContext) => ProviderError) | null;
};

/** Errors of the AI SDK that no provider caused. Recognised by name, so that no package needs to be loaded. */
const kindOfName: ReadonlyMap<string, ProviderErrorKind> = new Map(
  Object.entries<ProviderErrorKind>({
    AI_LoadAPIKeyError: 'authentication',
    AI_LoadSettingError: 'authentication',
    AI_NoSuchModelError: 'model-not-found',
    AI_UnsupportedFunctionalityError: 'bad-request',
    AI_InvalidPromptError: 'bad-request',
    AI_InvalidArgumentError: 'bad-request',
    AI_EmptyResponseBodyError: 'protocol',
    // An answer exceeds one of Penstock's limits.
    RangeError: 'protocol',
    AI_InvalidResponseDataError: 'protocol',
  }),
);

/** Whether the AI SDK could not read one event of an answer. */
export function isUnreadableEvent(error: unknown): boolean {
  const name = nameOf(error);
  return name === 'AI_JSONParseError' || name === 'AI_TypeValidationError';
}

/** The typed error of a thrown value, or of an `error` part. */
export function toProviderError(error: unknown, context: AiSdkErrorContext): ProviderError {
  const own = ownCause(error);
  if (own !== null) return own;
  const facts = readObject(error);
  const status = typeof facts?.statusCode === 'number' ? facts.statusCode : null;
  const cause = networkCause(error);
  // The status was a success, so the network broke a started answer.
  if (cause !== null && status !== null && status < 300) return errorWithinAnswer(cause, context.network);
  if (status !== null) return errorOfStatus(facts ?? {}, status, context);
  const kind = kindOfName.get(nameOf(error));
  const message = messageOf(error);
  if (kind === undefined && cause !== null) {
    return context.hasBegun() ? errorWithinAnswer(cause, context.network) : errorBeforeAnswer(cause, context.network);
  }
  return buildProviderError(
    {
      kind: kind ?? kindFromMessage(message, context.hasPrefill) ?? 'server-error',
      status: null,
      message,
      rawCode: readText(facts?.type),
      retryAfterMs: null,
    },
    context,
  );
}

function errorOfStatus(
  facts: { readonly [key: string]: unknown },
  status: number,
  context: AiSdkErrorContext,
): ProviderError {
  const headers = readHeaders(facts.responseHeaders);
  const body = typeof facts.responseBody === 'string' ? facts.responseBody : null;
  if (context.readFailure !== null && body !== null) return context.readFailure({ status, headers, body }, context);
  const message = readText(facts.message);
  const isPrecise = status !== 400 && status !== 422 && status !== 500;
  return buildProviderError(
    {
      kind: (isPrecise ? null : kindFromMessage(message, context.hasPrefill)) ?? kindFromStatus(status),
      status,
      message,
      rawCode: readText(facts.type) ?? awsErrorType(headers),
      retryAfterMs: retryAfterMs(headers, Date.now()),
    },
    context,
  );
}

/** `ThrottlingException:http://internal.amazon.com/…` */
function awsErrorType(headers: ResponseHeaders): string | null {
  const type = headers['x-amzn-errortype'];
  return typeof type === 'string' ? readText(type.split(':')[0]) : null;
}

function readHeaders(value: unknown): ResponseHeaders {
  const headers: Record<string, string> = {};
  for (const [name, text] of Object.entries(readObject(value) ?? {})) {
    if (typeof text === 'string') headers[name.toLowerCase()] = text;
  }
  return headers;
}

/** Penstock's own error that the package has wrapped, at any depth. Null for none. */
function ownCause(error: unknown): ProviderError | null {
  let current: unknown = error;
  for (let depth = 0; depth < 5 && current instanceof Error; depth++) {
    if (isProviderError(current)) return current;
    current = current.cause;
  }
  return null;
}

/** The system's error below `fetch failed`, at any depth. Null for none. */
function networkCause(error: unknown): Error | null {
  let current: unknown = error;
  for (let depth = 0; depth < 5 && current instanceof Error; depth++) {
    if ('code' in current && typeof current.code === 'string') return current;
    current = current.cause;
  }
  return null;
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : '';
}

function messageOf(error: unknown): string | null {
  if (error instanceof Error) return readText(error.message);
  return typeof error === 'string' ? readText(error) : readText(readObject(error)?.message);
}
