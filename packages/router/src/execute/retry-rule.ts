import type { ProviderErrorKind } from '@penstock/providers';
import type { Failure } from './failure.ts';

/** What a kind of failure says about calling the model again. */
export type RetryRule = {
  /** Calls of the model in a row, the first included, before the next one is tried; the policy may allow fewer. */
  callsInARow: number;
  /** Whether it may be called again once no other candidate is left. */
  isPassing: boolean;
  /** Whether the fault is with the account, so that the provider's other models would fail alike. */
  isOfAccount: boolean;
  /** Whether the same model at another place might well answer. */
  isOfDeployment: boolean;
};

const passing: RetryRule = { callsInARow: 1, isPassing: true, isOfAccount: false, isOfDeployment: true };
const lasting: RetryRule = { callsInARow: 1, isPassing: false, isOfAccount: false, isOfDeployment: false };
const ofPlace: RetryRule = { ...lasting, isOfDeployment: true };

/** Overload passes with time, so only the policy bounds the calls. A call that broke is made once more. */
const retryRules: Readonly<Record<ProviderErrorKind | 'differs', RetryRule>> = {
  'rate-limit': { ...passing, callsInARow: Number.POSITIVE_INFINITY },
  overloaded: { ...passing, callsInARow: Number.POSITIVE_INFINITY },
  'server-error': { ...passing, callsInARow: 2 },
  connection: { ...passing, callsInARow: 2 },
  // Before the first token. After it, another model continues what was sent.
  'stream-cut': { ...passing, callsInARow: 2 },
  timeout: ofPlace,
  protocol: ofPlace,
  'model-not-found': ofPlace,
  authentication: { ...ofPlace, isOfAccount: true },
  'quota-exhausted': { ...ofPlace, isOfAccount: true },
  'context-length': lasting,
  'content-filter': lasting,
  'bad-request': lasting,
  'prefill-refused': lasting,
  differs: lasting,
};

/** The rule after a failure. A model that fell silent in the middle of an answer was alive, so its silence may pass. */
export function retryRuleAfter(failure: Pick<Failure, 'kind' | 'clock'>): RetryRule {
  return failure.kind === 'timeout' && failure.clock === 'idle' ? passing : retryRules[failure.kind];
}
