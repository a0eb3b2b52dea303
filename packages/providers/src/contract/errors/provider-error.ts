/**
 * What kind of failure it was. The kind alone decides what may follow (`decide-next.ts` in the router); nobody looks
 * at a status code twice.
 *
 * | kind | what happened |
 * |---|---|
 * | authentication | the key is missing, wrong or not allowed to use the model |
 * | rate-limit | too many requests or tokens; `retryAfterMs` says how long to wait |
 * | quota-exhausted | the account has no credit left: waiting does not help |
 * | context-length | prompt and answer do not fit the model's window |
 * | content-filter | the provider refused the prompt or cut the answer for its content |
 * | overloaded | the provider is there but has no room (503, 529) |
 * | timeout | a clock ran out: connect, first token, idle or total |
 * | bad-request | the provider understood and says that the request is wrong |
 * | model-not-found | the provider does not have this model |
 * | prefill-refused | the model does not take an assistant message as last |
 * | connection | no connection, or reset before an answer |
 * | server-error | the provider broke (500, 502, 504) |
 * | stream-cut | the answer ended without its proper end |
 * | protocol | the answer is not of the dialect, or comes from where TLS cannot be trusted or is not spoken |
 */
export type ProviderErrorKind =
  | 'authentication'
  | 'rate-limit'
  | 'quota-exhausted'
  | 'context-length'
  | 'content-filter'
  | 'overloaded'
  | 'timeout'
  | 'bad-request'
  | 'model-not-found'
  | 'prefill-refused'
  | 'connection'
  | 'server-error'
  | 'stream-cut'
  | 'protocol';

/** No wish of a provider is heeded for longer. Milliseconds: a day. */
const longestRetryAfterMs = 86_400_000;
/** Characters. */
const longestMessage = 2000;
const longestCode = 200;

/** What every failure of a provider tells. Strings are safe to show: keys are struck out of them. */
export type ProviderErrorFacts = {
  providerId: string;
  /** One sentence for a person. */
  message: string;
  /** HTTP status, null where there was no response. */
  status?: number | null;
  /** The provider's wish from `Retry-After` and its kin, milliseconds from now, at most a day; null where it named none. */
  retryAfterMs?: number | null;
  /** The provider's own error code or type, as `insufficient_quota`. */
  rawCode?: string | null;
  cause?: unknown;
};

/** The root of all errors that an adapter throws. One subclass per kind, each in its own file, each with a guard. */
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

/** Whatever a provider has said in it. */
function boundText(text: string, longest: number): string {
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}

/** What is no number of milliseconds is no wish. */
function boundWait(waitMs: number | null): number | null {
  return waitMs === null || Number.isNaN(waitMs) ? null : Math.min(Math.max(0, waitMs), longestRetryAfterMs);
}

/** Whether something thrown is a provider's failure, of whatever kind. */
export function isProviderError(error: unknown): error is ProviderError {
  return error instanceof ProviderError;
}
