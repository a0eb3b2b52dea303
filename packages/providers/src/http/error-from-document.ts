import type { ProviderError, ProviderErrorKind } from '../contract/errors/provider-error.ts';
import { type JsonObject, readList, readObject, readText } from '../json/read-json-value.ts';
import { buildProviderError, type ErrorContext } from './build-provider-error.ts';
import { baseResponseCode, type ErrorDocument, parseErrorDocument, readErrorDocument } from './error-document.ts';
import { kindFromStatus } from './error-from-status.ts';
import { isSpent, kindFromMessage } from './kind-from-message.ts';
import { kindOfCode } from './kind-of-code.ts';
import { retryAfterMs } from './retry-after.ts';
import type { UpstreamFailure } from './upstream-failure.ts';

/** The kinds of statuses that have another meaning in one dialect. */
export type KindOfStatus = Readonly<Record<number, ProviderErrorKind>>;

const none: KindOfStatus = {};

/** The typed error of a response that is not an answer, in the form of any dialect. `own`: statuses of the dialect. */
export function errorFromFailure(failure: UpstreamFailure, context: ErrorContext, own = none): ProviderError {
  const document = parseErrorDocument(failure.body);
  const hasFailed = failure.status >= 300;
  const words =
    hasFailed || document === null ? readText(failure.body.trim()) : 'the response is a document without an answer.';
  const message = document?.message ?? words;
  // An error under HTTP 200 contains its status.
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

/**
 * Whether an event is an error, and not a part of an answer. Some servers send the members of an error with every
 * event, empty or with the words of success.
 */
export function isErrorEvent(event: JsonObject): boolean {
  if (event.type === 'error' || event.object === 'error' || baseResponseCode(event) !== 0) return true;
  if (saysSomething(event.error)) return true;
  if (readObject(event.error) !== null && Object.keys(event).length === 1) return true;
  return (typeof event.message === 'string' || readList(event.errors).length > 0) && !isAnswer(event);
}

/** Whether an event contains an answer in the form of any dialect. */
function isAnswer({ choices, candidates, delta, data }: JsonObject): boolean {
  const lists = [choices, candidates, readObject(data)?.choices];
  return lists.some((list) => readList(list).length > 0) || (delta !== undefined && delta !== null);
}

/** Whether a member of an error is more than an empty form. */
function saysSomething(error: unknown): boolean {
  const object = readObject(error);
  return object === null ? Boolean(error) : Object.values(object).some(Boolean);
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

/** The typed error of plain text in place of an event. `otherwise`: the kind if the text does not show it. */
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
  // A quota that resets is a rate limit.
  const isWaitStated = (document?.retryAfterMs ?? null) !== null;
  if (status >= 400 && !isWaitStated && isSpent(message)) return 'quota-exhausted';
  const known = kindOfCode.get(document?.code ?? '') ?? kindOfCode.get(document?.type ?? '');
  const fromStatus = kindFromStatus(status);
  const isPrecise = fromStatus !== 'bad-request' && fromStatus !== 'server-error' && status !== 413;
  // Groq answers 413 for more tokens than the minute's quota; its code distinguishes this case.
  if (known === 'rate-limit' && status === 413) return 'context-length';
  if (status === 429 && known === undefined && !isWaitStated) {
    if (kindFromMessage(message, false) === 'quota-exhausted') return 'quota-exhausted';
  }
  // OpenRouter answers 403 for a prompt that its moderation flagged.
  if (status === 403 && kindFromMessage(message, false) === 'content-filter') return 'content-filter';
  if (known !== undefined) return known;
  const isUnknown = !isPrecise || status < 300;
  return (isUnknown ? kindFromMessage(message, context.hasPrefill) : null) ?? fromStatus;
}
