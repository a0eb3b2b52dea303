/** Why a request gets no answer. Each dialect has its own form and status for it. */
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
  /** One sentence. Null for the dialect's own message. Default null. */
  message?: string | null;
  /** The wrong field. Null for none. */
  field?: string | null;
  /** Seconds for `Retry-After` and similar headers. Null sends none. */
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
