import { type JsonObject, readList, readObject, readText } from '../json/read-json-value.ts';
import { readSpan, retryAfterMs } from './retry-after.ts';

/** The facts of an error, in any form of any provider. Null: the error does not state them. */
export type ErrorDocument = {
  /** Only the sentence. */
  message: string | null;
  /** The most precise code: `context_length_exceeded`, `RESOURCE_EXHAUSTED`. */
  code: string | null;
  /** The general type in addition to a code, as `invalid_request_error`. */
  type: string | null;
  /** An HTTP status in the document. */
  status: number | null;
  /** Milliseconds. */
  retryAfterMs: number | null;
  /** The period of the exhausted quota, if Google names it. */
  quota: 'day' | 'short' | null;
  /** Google's reasons, as `API_KEY_INVALID`. */
  reasons: readonly string[];
};

/** Maximum depth of errors within errors: a proxy puts the text of a provider's error into its own. */
const mostLevels = 3;
/** A longer text counts as a message and not as a document. Characters. */
const longestNested = 64 * 1024;

/** Reads an error from the text of a body. Null if the text is not JSON. For a list, its first error counts. */
export function parseErrorDocument(text: string): ErrorDocument | null {
  return parseLevel(text, 1);
}

/**
 * Reads an error: `{ error: { message, type, code } }`, `{ error: "…" }`, `{ message, code }`, `{ detail }`, MiniMax's
 * `base_resp`, a list of these, and the same forms nested in each other.
 */
export function readErrorDocument(document: JsonObject): ErrorDocument {
  return readLevel(document, 1);
}

function parseLevel(text: string, level: number): ErrorDocument | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  const document = readObject(value) ?? readObject(readList(value)[0]);
  return document === null ? null : readLevel(document, level);
}

function readLevel(document: JsonObject, level: number): ErrorDocument {
  const error = readObject(document.error) ?? readObject(readList(document.error ?? document.errors)[0]) ?? document;
  const own = readOne(document, error);
  const nested = level < mostLevels ? nestedText(error, own.message) : null;
  const inner = nested === null ? null : parseLevel(nested, level + 1);
  if (inner === null) return own;
  return {
    message: inner.message ?? own.message,
    code: own.code ?? inner.code,
    type: own.type ?? inner.type,
    status: own.status ?? inner.status,
    retryAfterMs: own.retryAfterMs ?? inner.retryAfterMs,
    quota: own.quota ?? inner.quota,
    reasons: [...own.reasons, ...inner.reasons],
  };
}

/** A JSON text in place of the sentence, or OpenRouter's copy of the original error. */
function nestedText(error: JsonObject, message: string | null): string | null {
  const raw = readText(readObject(error.metadata)?.raw);
  const text = raw ?? message;
  return text !== null && text.length <= longestNested && /^\s*[{[]/.test(text) ? text : null;
}

function readOne(document: JsonObject, error: JsonObject): ErrorDocument {
  const details = readList(error.details)
    .map(readObject)
    .filter((detail) => detail !== null);
  const message =
    readText(error.message) ??
    readText(document.error) ??
    readFirst(error, otherWords) ??
    readDetail(error.detail ?? document.detail ?? error.message) ??
    readText(readObject(document.base_resp)?.status_msg);
  return {
    message,
    code: readText(readObject(error.innererror)?.code) ?? readWord(error.code) ?? readWord(error.status),
    // The form of AWS and text-generation-inference.
    type: readText(error.type) ?? afterHash(readText(error.__type)) ?? readText(error.error_type),
    status: readStatus(error) ?? readStatus(document) ?? statusOfBaseResponse(document),
    retryAfterMs: readWait(error, details) ?? readWaitInWords(message),
    quota: readQuota(details),
    reasons: details.map((detail) => readText(detail.reason)).filter((reason) => reason !== null),
  };
}

/** Members for the sentence, besides `message`. */
const otherWords = ['msg', 'error_msg', 'error_message', 'errorMessage', 'error_description', 'reason'] as const;

function readFirst(error: JsonObject, names: readonly string[]): string | null {
  for (const name of names) {
    const text = readText(error[name]);
    if (text !== null) return text;
  }
  return null;
}

/** FastAPI's `detail`: a sentence or a list of problems with their paths. */
function readDetail(detail: unknown): string | null {
  if (detail === undefined || detail === null) return null;
  return typeof detail === 'string' ? readText(detail) : JSON.stringify(detail);
}

/** Takes the name from `com.amazon.coral.service#ThrottlingException`. */
function afterHash(name: string | null): string | null {
  return name === null ? null : name.slice(name.lastIndexOf('#') + 1);
}

/** A code that is a name, or a number of the provider's own and not an HTTP status. */
function readWord(value: unknown): string | null {
  const text = readText(value);
  return text === null || /^\d{1,3}$/.test(text) ? null : text;
}

/** MiniMax's error code, in `base_resp` under HTTP 200. 0 for none. */
export function baseResponseCode(document: JsonObject): number {
  const code = readObject(document.base_resp)?.status_code;
  return typeof code === 'number' ? code : 0;
}

/** The HTTP status with the same meaning as MiniMax's code. */
const statusOfCode: ReadonlyMap<number, number> = new Map([
  [1000, 500],
  [1001, 504],
  [1002, 429],
  [1004, 401],
  [1008, 402],
  [1013, 500],
  [1024, 500],
  [1033, 500],
  [1039, 429],
  [1041, 429],
  [2013, 400],
  [2045, 429],
  [2049, 401],
  [2056, 402],
]);

function statusOfBaseResponse(document: JsonObject): number | null {
  return statusOfCode.get(baseResponseCode(document)) ?? null;
}

const statusMembers = ['code', 'status', 'status_code', 'statusCode', 'http_status'] as const;

function readStatus(error: JsonObject): number | null {
  for (const name of statusMembers) {
    const value = error[name];
    const status = typeof value === 'number' || typeof value === 'string' ? Number(value) : Number.NaN;
    if (status >= 400 && status < 600) return status;
  }
  return null;
}

/** `google.rpc.RetryInfo`, a member of the error, or OpenRouter's copy of the headers. */
function readWait(error: JsonObject, details: readonly JsonObject[]): number | null {
  for (const detail of details) {
    const delay = readText(detail.retryDelay) ?? secondsOf(readObject(detail.retryDelay));
    if (delay !== null) return readSpan(delay);
  }
  const metadata = readObject(error.metadata);
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(readObject(metadata?.headers) ?? {})) {
    if (typeof value === 'string' || typeof value === 'number') headers[name.toLowerCase()] = String(value);
  }
  const members = {
    // Hugging Face: `estimated_time` until a model is loaded.
    'retry-after': error.retry_after ?? error.retryAfter ?? metadata?.retry_after_seconds ?? error.estimated_time,
    'retry-after-ms': error.retry_after_ms,
  };
  for (const [name, value] of Object.entries(members)) {
    if (typeof value === 'string' || typeof value === 'number') headers[name] ??= String(value);
  }
  // A reset in the past is no wait.
  return retryAfterMs(headers, Date.now()) || null;
}

/** The searched beginning of a message. Characters. */
const mostSearched = 4 * 1024;

/** `Please try again in 20s.`, `retry after 26 seconds`, `wait 1m2.5s`. */
const waitInWords =
  /(?:try again|retry|retrying|available|wait)(?: (?:in|after|for|about)){0,2} (\d{1,9}(?:\.\d{1,9})?) ?(ms|s|m|h|milliseconds?|seconds?|secs?|minutes?|mins?|hours?)(?:(\d[\dhms.]{0,20})|(?![a-z]))/i;

function readWaitInWords(message: string | null): number | null {
  const found = message === null ? null : waitInWords.exec(message.slice(0, mostSearched));
  if (found === null) return null;
  const [, amount = '', unit = '', more = ''] = found;
  const letter = /^m(?:s|illi)/i.test(unit) ? 'ms' : unit.slice(0, 1).toLowerCase();
  return readSpan(`${amount}${letter}${more.replace(/\.$/, '')}`);
}

/** The parts of a duration, as some proxies write it. */
function secondsOf(delay: JsonObject | null): string | null {
  const seconds = delay?.seconds;
  return typeof seconds === 'number' || typeof seconds === 'string' ? `${seconds}s` : null;
}

function readQuota(details: readonly JsonObject[]): ErrorDocument['quota'] {
  const ids = details
    .flatMap((detail) => readList(detail.violations))
    .map((violation) => readText(readObject(violation)?.quotaId))
    .filter((id) => id !== null);
  if (ids.length === 0) return null;
  return ids.some((id) => /PerDay/i.test(id)) ? 'day' : 'short';
}
