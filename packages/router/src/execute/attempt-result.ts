import { type CallResult, failureResult } from '../breaker/call-result.ts';
import type { AttemptEnd } from './attempt-end.ts';
import type { Call } from './begin-attempt.ts';
import type { NotCalled } from './choose-candidate.ts';
import type { Failure } from './failure.ts';

/** The result of an attempt for the breaker of its model. */
export function callResultOf(end: AttemptEnd): CallResult {
  switch (end.type) {
    case 'succeeded':
      return { type: 'succeeded' };
    case 'cancelled':
    case 'outrun':
      return { type: 'neutral' };
    case 'failed': {
      const { kind, retryAfterMs } = end.failure;
      return kind === 'differs' ? { type: 'neutral' } : failureResult(kind, retryAfterMs);
    }
  }
}

/**
 * Whether the prefill was refused before any output. No failure is reported: the same try follows without the prefill.
 */
export function isRefusedPrefill(call: Call, { kind }: Failure | NotCalled): boolean {
  return call.wasPrefilled && !call.reader.hasSent && kind === 'prefill-refused';
}
