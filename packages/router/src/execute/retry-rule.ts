import { failureKinds, lasting, passing, type RetryRule } from '../failure-kinds.ts';
import type { Failure } from './failure.ts';

/** Each call that ends in silence takes as long as its clock, so there are two at most. */
const onceMoreAfterSilence: RetryRule = { ...passing, mostCalls: 2 };

/**
 * When the model may be called again after a failure. `isAlone`: the plan has no other model. A model that stops in the
 * middle of an answer may be retried. One that never began may be retried only without another model.
 */
export function retryRuleAfter({ kind, clock }: Pick<Failure, 'kind' | 'clock'>, isAlone: boolean): RetryRule {
  if (kind === 'differs') return lasting;
  // Without a clock of ours, the provider itself gave up (HTTP 408).
  const isLate = clock === 'first-token' || (kind === 'timeout' && clock === null);
  const isSilence = clock === 'idle' || clock === 'alive' || (isLate && isAlone);
  return isSilence ? onceMoreAfterSilence : failureKinds[kind].retryRule;
}

/** Whether the account is at fault, so that the provider's other models would fail too. */
export function isAccountFailure({ kind }: Pick<Failure, 'kind'>): boolean {
  return kind !== 'differs' && failureKinds[kind].countsAgainst === 'account';
}
