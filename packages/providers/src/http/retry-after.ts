/** Headers of a response, names in lower case. */
export type ResponseHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Quotas that providers count apart: the prefix of the reset header, and of the header with the remaining amount. */
const allowances: readonly (readonly [reset: string, remaining: string])[] = [
  ['x-ratelimit-reset-requests', 'x-ratelimit-remaining-requests'],
  ['x-ratelimit-reset-tokens', 'x-ratelimit-remaining-tokens'],
  ['x-ratelimit-reset', 'x-ratelimit-remaining'],
  ['anthropic-ratelimit-requests-reset', 'anthropic-ratelimit-requests-remaining'],
  ['anthropic-ratelimit-tokens-reset', 'anthropic-ratelimit-tokens-remaining'],
  ['anthropic-ratelimit-input-tokens-reset', 'anthropic-ratelimit-input-tokens-remaining'],
  ['anthropic-ratelimit-output-tokens-reset', 'anthropic-ratelimit-output-tokens-remaining'],
];

/** Numbers above these are times, not durations: epoch seconds and epoch milliseconds from 2001 on. */
const firstEpochSeconds = 1_000_000_000;
const firstEpochMs = 1_000_000_000_000;

/**
 * The time to wait that the provider states, in milliseconds from `nowMs`; null if it states none.
 * First counts `retry-after-ms` (OpenAI, Azure). Then `retry-after`, in seconds or as an HTTP date (RFC 9110, 10.2.3).
 * A date is relative to the `date` of the response, so clocks may differ. Last, the latest reset of the quotas that are
 * used up (`x-ratelimit-reset…`, `anthropic-ratelimit-…-reset`).
 */
export function retryAfterMs(headers: ResponseHeaders, nowMs: number): number | null {
  const milliseconds = readNumber(headerText(headers, 'retry-after-ms'));
  if (milliseconds !== null) return Math.ceil(milliseconds);
  const retryAfter = headerText(headers, 'retry-after');
  if (retryAfter !== null) {
    const waitMs = readMoment(retryAfter, serverNowMs(headers) ?? nowMs);
    if (waitMs !== null) return waitMs;
  }
  return latestReset(headers, nowMs);
}

/** The provider's own clock at the response: a date that it names is relative to that clock. */
function serverNowMs(headers: ResponseHeaders): number | null {
  const atMs = Date.parse(headerText(headers, 'date') ?? '');
  return Number.isNaN(atMs) ? null : atMs;
}

function latestReset(headers: ResponseHeaders, nowMs: number): number | null {
  let latestMs: number | null = null;
  for (const [reset, remaining] of allowances) {
    const resetText = headerText(headers, reset);
    if (resetText === null) continue;
    const left = readNumber(headerText(headers, remaining));
    if (left !== null && left > 0) continue;
    const waitMs = readMoment(resetText, nowMs);
    if (waitMs !== null && (latestMs === null || waitMs > latestMs)) latestMs = waitMs;
  }
  return latestMs;
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
  const dateMs = Date.parse(text);
  return Number.isNaN(dateMs) ? null : Math.max(0, dateMs - nowMs);
}

const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Reads a duration as Go and protobuf write it: `6m0s`, `20ms`, `1h2m3.5s`. Null for anything else. */
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

/** The first value of a header, trimmed; null where it is absent or empty. */
export function headerText(headers: ResponseHeaders, name: string): string | null {
  const value = headers[name];
  const text = (typeof value === 'string' ? value : value?.[0])?.trim();
  return text === undefined || text === '' ? null : text;
}
