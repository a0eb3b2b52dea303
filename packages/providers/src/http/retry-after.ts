/** Headers of a response, names in lower case. */
export type ResponseHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/**
 * The headers in which providers state the reset of a quota: `x-ratelimit-reset`, `x-ratelimit-reset-tokens`, Cerebras'
 * `x-ratelimit-reset-tokens-minute`, `anthropic-ratelimit-requests-reset`, `ratelimit-reset`. A header with `remaining`
 * in the same name may have the rest of the quota.
 */
const resetName =
  /^(?:x-ratelimit-reset(?:-[a-z-]{1,40})?|anthropic-ratelimit-[a-z0-9-]{1,40}-reset|ratelimit(?:bysize)?-reset)$/;

/** Maximum number of read headers of one response. */
const mostHeaders = 200;

/** Larger numbers are times, not durations: epoch seconds and epoch milliseconds from 2001 on. */
const firstEpochSeconds = 1_000_000_000;
const firstEpochMs = 1_000_000_000_000;

/**
 * The wait that the provider states, in milliseconds from `nowMs`. Null if it states none. First comes `retry-after-ms`
 * (OpenAI, Azure). Then comes `retry-after`, in seconds or as an HTTP date (RFC 9110, 10.2.3). A date is relative to
 * the `date` of the response, so clocks may differ. Last comes the latest reset of the exhausted quotas
 * (`x-ratelimit-reset…`, `anthropic-ratelimit-…-reset`).
 */
export function retryAfterMs(headers: ResponseHeaders, nowMs: number): number | null {
  const milliseconds = readNumber(headerText(headers, 'retry-after-ms') ?? headerText(headers, 'x-ms-retry-after-ms'));
  if (milliseconds !== null) return Math.ceil(milliseconds);
  const retryAfter = headerText(headers, 'retry-after') ?? headerText(headers, 'x-ratelimit-retry-after');
  if (retryAfter !== null) {
    const waitMs = readMoment(retryAfter, serverNowMs(headers) ?? nowMs);
    if (waitMs !== null) return waitMs;
  }
  return latestReset(headers, nowMs);
}

/** The provider's own clock at the response. A date in the response is relative to that clock. */
function serverNowMs(headers: ResponseHeaders): number | null {
  const atMs = Date.parse(headerText(headers, 'date') ?? '');
  return Number.isNaN(atMs) ? null : atMs;
}

function latestReset(headers: ResponseHeaders, nowMs: number): number | null {
  let latestMs = combinedReset(headerText(headers, 'ratelimit'));
  for (const name of Object.keys(headers).slice(0, mostHeaders)) {
    const resetText = resetName.test(name) ? headerText(headers, name) : null;
    if (resetText === null || !isUsedUp(headers, name)) continue;
    const waitMs = readMoment(resetText, nowMs);
    if (waitMs !== null && (latestMs === null || waitMs > latestMs)) latestMs = waitMs;
  }
  return latestMs;
}

/** Whether the quota of a reset header is exhausted, or its rest is not known. */
function isUsedUp(headers: ResponseHeaders, name: string): boolean {
  const left = readNumber(headerText(headers, name.replace('reset', 'remaining')));
  // Anthropic's subscriptions: `allowed` or `rejected`.
  const status = headerText(headers, name.replace('reset', 'status'));
  return (left ?? 0) === 0 && (status ?? 'rejected') === 'rejected';
}

/** One header for all, as in the drafts of the IETF: `limit=9, remaining=0, reset=7`, or `"default";r=0;t=7`. */
function combinedReset(text: string | null): number | null {
  if (text === null || !/\b(?:remaining|r) ?= ?0\b/.test(text)) return null;
  const seconds = /\b(?:reset|t) ?= ?(\d{1,9})\b/.exec(text)?.[1];
  return seconds === undefined ? null : Number(seconds) * 1000;
}

/** Reads seconds, an epoch time, a duration as `1m30.5s`, or a date. Returns milliseconds from now, never negative. */
function readMoment(text: string, nowMs: number): number | null {
  const number = readNumber(text);
  if (number !== null) {
    if (number >= firstEpochMs) return Math.max(0, Math.ceil(number - nowMs));
    if (number >= firstEpochSeconds) return Math.max(0, Math.ceil(number * 1000 - nowMs));
    return Math.ceil(number * 1000);
  }
  const spanMs = readSpan(text);
  if (spanMs !== null) return spanMs;
  // `Date.parse` would read a negative number as a year.
  const dateMs = /^-\d/.test(text) ? Number.NaN : Date.parse(text);
  return Number.isNaN(dateMs) ? null : Math.max(0, dateMs - nowMs);
}

const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Reads a duration as Go and protobuf write it: `6m0s`, `20ms`, `1h2m3.5s`. Null for any other text. */
export function readSpan(text: string): number | null {
  if (!/^(?:\d+(?:\.\d+)?(?:ms|s|m|h|d))+$/.test(text)) return null;
  let totalMs = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d)/gy)) {
    totalMs += Number(amount) * (unitMs[unit ?? ''] ?? 0);
  }
  return Math.ceil(totalMs);
}

function readNumber(text: string | null): number | null {
  return text !== null && /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : null;
}

/** The first value of a header, trimmed. Null if it is absent or empty. */
export function headerText(headers: ResponseHeaders, name: string): string | null {
  const value = headers[name];
  const text = (typeof value === 'string' ? value : value?.[0])?.trim();
  return text === undefined || text === '' ? null : text;
}
