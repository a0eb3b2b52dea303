import { failureKinds, lasting, passing, type RetryRule } from '../failure-kinds.ts';
import type { Failure } from './failure.ts';

/**
 * When the model may be called again after a failure. One that fell silent in mid-answer was alive; one that never spoke
 * is left alone.
 */
export function retryRuleAfter({ kind, clock }: Pick<Failure, 'kind' | 'clock'>): RetryRule {
  if (kind === 'differs') return lasting;
  return kind === 'timeout' && clock === 'idle' ? passing : failureKinds[kind].retryRule;
}

/** Whether the fault is with the account, so that the provider's other models would fail alike. */
export function blamesAccount({ kind }: Pick<Failure, 'kind'>): boolean {
  return kind !== 'differs' && failureKinds[kind].blames === 'account';
}
