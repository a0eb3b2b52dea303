import type { ProviderErrorKind } from '@penstock/providers';

/** When a model may be called again after a failure. */
export type RetryRule = {
  /** Calls of the model in a row, the first included, before the next one is tried; the policy may allow fewer. */
  callsInARow: number;
  /** Whether it may be called again once no other is left. */
  isPassing: boolean;
  /** Whether the same model at another deployment may answer. */
  isOfDeployment: boolean;
};

/** What a kind of failure means, wherever it matters. */
export type FailureKind = {
  /**
   * - `model`: it counts against the model, in its breaker and in its health.
   * - `account`: the key or the credit. The operator has to act; the provider's other models would fail alike.
   * - `catalog`: the provider does not have the model. The operator has to act.
   * - `request`: the caller's; it says nothing of the model.
   */
  blames: 'model' | 'account' | 'catalog' | 'request';
  retryRule: RetryRule;
  /** Whether the provider's message may repeat what it was sent, or what it answered. */
  quotesContent: boolean;
  /** Whether a probe that fails so has reached its provider: it may have no list of models, or no time for it. */
  provesReachable: boolean;
};

/** Of a trouble that passes: the model may be called again once no other is left. */
export const passing: RetryRule = { callsInARow: 1, isPassing: true, isOfDeployment: true };
/** Of a trouble that stays as long as the request does. */
export const lasting: RetryRule = { callsInARow: 1, isPassing: false, isOfDeployment: false };
const ofDeployment: RetryRule = { callsInARow: 1, isPassing: false, isOfDeployment: true };
/** Overload passes by waiting, so the policy alone bounds it. */
const whilePolicyAllows: RetryRule = { ...passing, callsInARow: Number.POSITIVE_INFINITY };
const onceMore: RetryRule = { ...passing, callsInARow: 2 };

/** The one table of what each kind of provider failure means. */
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
  'prefill-refused': kind('request', lasting, { quotesContent: true }),
};

type Flags = Partial<Pick<FailureKind, 'quotesContent' | 'provesReachable'>>;

function kind(blames: FailureKind['blames'], retryRule: RetryRule, flags: Flags = {}): FailureKind {
  return { blames, retryRule, quotesContent: false, provesReachable: false, ...flags };
}
