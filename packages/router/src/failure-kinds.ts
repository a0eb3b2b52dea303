import type { ProviderErrorKind } from '@penstock/providers';

/** When a model may be called again after a failure. */
export type RetryRule = {
  /** Consecutive calls of the model before the next model, the first included. The policy may allow fewer. */
  callsInARow: number;
  /** The maximum calls of the model in one generation, the first included. The policy may allow fewer. */
  mostCalls: number;
  /** Whether it may be called again if no other model is left. */
  isPassing: boolean;
  /** Whether another deployment of the same model may answer. */
  isOfDeployment: boolean;
};

/** The meaning of a kind of failure. */
export type FailureKind = {
  /**
   * - `model`: it counts against the model, in its breaker and in its health.
   * - `account`: the key or the credit. The operator must act; the provider's other models would fail too.
   * - `catalog`: the provider does not have the model. The operator must act.
   * - `request`: the caller's fault. It is no evidence about the model.
   */
  countsAgainst: 'model' | 'account' | 'catalog' | 'request';
  retryRule: RetryRule;
  /** Whether the provider's message may quote the request or the answer. */
  quotesContent: boolean;
  /**
   * Whether a failed probe still reached its provider. The provider may have no list of models, or may be rate-limited.
   */
  provesReachable: boolean;
};

/** A failure that passes: the model may be called again if no other is left. */
export const passing: RetryRule = {
  callsInARow: 1,
  mostCalls: Number.POSITIVE_INFINITY,
  isPassing: true,
  isOfDeployment: true,
};
/** A failure of this request: a retry fails too. */
export const lasting: RetryRule = { callsInARow: 1, mostCalls: 1, isPassing: false, isOfDeployment: false };
const ofDeployment: RetryRule = { callsInARow: 1, mostCalls: 1, isPassing: false, isOfDeployment: true };
/** Overload passes with time, so only the policy limits its retries. */
const whilePolicyAllows: RetryRule = { ...passing, callsInARow: Number.POSITIVE_INFINITY };
const onceMore: RetryRule = { ...passing, callsInARow: 2 };

/** The table of provider failures. */
export const failureKinds: Readonly<Record<ProviderErrorKind, FailureKind>> = {
  'rate-limit': kind('model', whilePolicyAllows, { provesReachable: true }),
  overloaded: kind('model', whilePolicyAllows),
  'server-error': kind('model', onceMore, { quotesContent: true }),
  connection: kind('model', onceMore),
  'stream-cut': kind('model', onceMore, { quotesContent: true }),
  timeout: kind('model', ofDeployment),
  protocol: kind('model', ofDeployment, { quotesContent: true }),
  authentication: kind('account', ofDeployment),
  'quota-exhausted': kind('account', ofDeployment),
  'model-not-found': kind('catalog', ofDeployment, { quotesContent: true, provesReachable: true }),
  'context-length': kind('request', lasting, { quotesContent: true }),
  'content-filter': kind('request', lasting, { quotesContent: true }),
  'bad-request': kind('request', lasting, { quotesContent: true, provesReachable: true }),
  'invalid-response': kind('request', onceMore, { quotesContent: true }),
  'prefill-refused': kind('request', lasting, { quotesContent: true }),
};

type Flags = Partial<Pick<FailureKind, 'quotesContent' | 'provesReachable'>>;

function kind(countsAgainst: FailureKind['countsAgainst'], retryRule: RetryRule, flags: Flags = {}): FailureKind {
  return { countsAgainst, retryRule, quotesContent: false, provesReachable: false, ...flags };
}
