/** The kind of a failure. The kind alone decides the next step (`decide-next.ts` in the router). */
export type ProviderErrorKind =
  /** The key is missing, wrong or not allowed to use the model. */
  | 'authentication'
  /** Too many requests or tokens; `retryAfterMs` is the time to wait. */
  | 'rate-limit'
  /** The account has no credit left: waiting does not help. */
  | 'quota-exhausted'
  /** Prompt and answer do not fit the model's window. */
  | 'context-length'
  /** The provider refused the prompt or cut the answer for its content. */
  | 'content-filter'
  /** The provider has no capacity (503, 529). */
  | 'overloaded'
  /** A timeout was reached: connect, first token, idle or total. */
  | 'timeout'
  /** The provider understood the request and reports that it is wrong. */
  | 'bad-request'
  /** The provider does not have this model. */
  | 'model-not-found'
  /** The model refuses an assistant message at the end. */
  | 'prefill-refused'
  /** The model's answer is not usable: a malformed tool call, or no call although one is required. */
  | 'invalid-response'
  /** No connection, or a reset before an answer. */
  | 'connection'
  /** The provider failed (500, 502, 504). */
  | 'server-error'
  /** The answer ended without its end mark. */
  | 'stream-cut'
  /** The answer does not follow the dialect, or TLS is missing or not trusted. */
  | 'protocol';

/** The longest accepted `Retry-After`. Milliseconds: a day. */
const longestRetryAfterMs = 86_400_000;
/** Maximum length of a provider's text. Characters. */
const longestMessage = 2000;
const longestCode = 200;

/** The facts of every provider failure. The strings are safe to show: keys are redacted. */
export type ProviderErrorFacts = {
  providerId: string;
  /** One sentence for operators and callers. */
  message: string;
  /** HTTP status. Null if there was no response. */
  status?: number | null;
  /** From `Retry-After` and similar headers, milliseconds from now, at most a day. Null if the provider stated none. */
  retryAfterMs?: number | null;
  /** The provider's own error code or type, as `insufficient_quota`. */
  rawCode?: string | null;
  cause?: unknown;
};

/** The base class of all errors that an adapter throws. Each kind has a subclass in its own file, with a guard. */
export abstract class ProviderError extends Error {
  abstract readonly kind: ProviderErrorKind;
  readonly providerId: string;
  readonly status: number | null;
  readonly retryAfterMs: number | null;
  readonly rawCode: string | null;

  constructor(facts: ProviderErrorFacts) {
    super(boundText(facts.message, longestMessage), { cause: facts.cause });
    this.name = new.target.name;
    this.providerId = facts.providerId;
    this.status = facts.status ?? null;
    this.retryAfterMs = boundWait(facts.retryAfterMs ?? null);
    this.rawCode = facts.rawCode == null ? null : boundText(facts.rawCode, longestCode);
  }
}

/** Cuts a provider's text to a length. */
function boundText(text: string, longest: number): string {
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}

/** Null for a value that is not a number of milliseconds. */
function boundWait(waitMs: number | null): number | null {
  return waitMs === null || Number.isNaN(waitMs) ? null : Math.min(Math.max(0, waitMs), longestRetryAfterMs);
}

/** Whether a thrown value is a provider's failure of any kind. */
export function isProviderError(error: unknown): error is ProviderError {
  return error instanceof ProviderError;
}
