import { failureKinds, lasting, passing, type RetryRule } from '../failure-kinds.ts';
import type { Failure } from './failure.ts';

/**
 * When the model may be called again after a failure. A model that stops in the middle of an answer may be retried; one
 * that never began may not.
 */
export function retryRuleAfter({ kind, clock }: Pick<Failure, 'kind' | 'clock'>): RetryRule {
  if (kind === 'differs') return lasting;
  return kind === 'timeout' && (clock === 'idle' || clock === 'alive') ? passing : failureKinds[kind].retryRule;
}

/** Whether the account is at fault, so that the provider's other models would fail too. */
export function isAccountFailure({ kind }: Pick<Failure, 'kind'>): boolean {
  return kind !== 'differs' && failureKinds[kind].countsAgainst === 'account';
}
