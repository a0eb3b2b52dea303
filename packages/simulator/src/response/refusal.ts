/** Why a request gets no answer; each dialect has its own form and status for it. */
export type RefusalKind =
  | 'missing-key'
  | 'wrong-key'
  | 'bad-request'
  | 'unknown-address'
  | 'unknown-model'
  | 'too-large'
  | 'rate-limit'
  | 'quota-exhausted'
  | 'context-length'
  | 'content-filter'
  | 'prefill-refused'
  | 'server-error'
  | 'unavailable'
  | 'overloaded';

export type RefusalFacts = {
  kind: RefusalKind;
  /** One sentence; null for the dialect's own message. Default null. */
  message?: string | null;
  /** The wrong field, null for none. */
  field?: string | null;
  /** Sent as `Retry-After` and similar headers; null sends none. */
  retryAfterSeconds?: number | null;
};

/** Thrown for an invalid request, or by a fault. */
export class Refusal extends Error {
  readonly kind: RefusalKind;
  readonly field: string | null;
  readonly retryAfterSeconds: number | null;

  constructor(facts: RefusalFacts) {
    super(facts.message ?? '');
    this.name = 'Refusal';
    this.kind = facts.kind;
    this.field = facts.field ?? null;
    this.retryAfterSeconds = facts.retryAfterSeconds ?? null;
  }
}
