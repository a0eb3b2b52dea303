import { failureKinds, lasting, passing, type RetryRule } from '../failure-kinds.ts';
import type { Failure } from './failure.ts';

/** Each call that ends in silence takes the time of its timeout, so there are at most two. */
const onceMoreAfterSilence: RetryRule = { ...passing, mostCalls: 2 };

/**
 * When the model may be called again after a failure. `isAlone`: the plan has no other model. A model that stops in the
 * middle of an answer may be retried. A model that never began to answer may be retried only if there is no other.
 */
export function retryRuleAfter({ kind, clock }: Pick<Failure, 'kind' | 'clock'>, isAlone: boolean): RetryRule {
  if (kind === 'differs') return lasting;
  // Without one of our timeouts, the provider itself gave up (HTTP 408).
  const isLate = clock === 'first-token' || (kind === 'timeout' && clock === null);
  const isSilence = clock === 'idle' || clock === 'alive' || (isLate && isAlone);
  return isSilence ? onceMoreAfterSilence : failureKinds[kind].retryRule;
}

/** Whether the account is at fault, so that the provider's other models would fail too. */
export function isAccountFailure({ kind }: Pick<Failure, 'kind'>): boolean {
  return kind !== 'differs' && failureKinds[kind].countsAgainst === 'account';
}
