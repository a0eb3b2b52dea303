import type { ProviderErrorKind } from '@penstock/providers';
import type { Failure } from './failure.ts';

/** What a kind of failure says of calling the model again. */
export type Conduct = {
  /** Calls of the model in a row, the first included, before the next one is tried; the policy may allow fewer. */
  callsInARow: number;
  /** Whether it may be called again once nobody else is left. */
  isPassing: boolean;
  /** Whether the fault is with the account, so that the provider's other models would fail alike. */
  isOfAccount: boolean;
  /** Whether the same model at another place might well answer. */
  isOfDeployment: boolean;
};

const passing: Conduct = { callsInARow: 1, isPassing: true, isOfAccount: false, isOfDeployment: true };
const lasting: Conduct = { callsInARow: 1, isPassing: false, isOfAccount: false, isOfDeployment: false };
const ofPlace: Conduct = { ...lasting, isOfDeployment: true };

/** Overload passes by waiting, so the policy alone bounds it; what broke once is asked once more. */
const conducts: Readonly<Record<ProviderErrorKind | 'differs', Conduct>> = {
  'rate-limit': { ...passing, callsInARow: Number.POSITIVE_INFINITY },
  overloaded: { ...passing, callsInARow: Number.POSITIVE_INFINITY },
  'server-error': { ...passing, callsInARow: 2 },
  connection: { ...passing, callsInARow: 2 },
  // Before the first token: what was sent is not asked of the same model again while another can go on.
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

/** The conduct after a failure. A model that fell silent in mid-answer was alive; one that never spoke is left alone. */
export function conductAfter(failure: Pick<Failure, 'kind' | 'clock'>): Conduct {
  return failure.kind === 'timeout' && failure.clock === 'idle' ? passing : conducts[failure.kind];
}
