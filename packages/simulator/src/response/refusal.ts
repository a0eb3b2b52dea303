/** Why a request gets no answer; each dialect says it in its own shape, with its own status. */
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
  /** One sentence; null leaves the words to the dialect. Default null. */
  message?: string | null;
  /** The field that is wrong, null where it is no field's fault. */
  field?: string | null;
  /** Sent as `Retry-After` and its kin; null sends none. */
  retryAfterSeconds?: number | null;
};

/** Thrown wherever a request turns out to be wrong, or made by a fault. */
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
