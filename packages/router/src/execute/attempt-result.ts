import { verdictOn } from '../breaker/blame.ts';
import type { Verdict } from '../breaker/breakers.ts';
import type { Call } from './begin-attempt.ts';
import type { AttemptEnd } from './run-attempt.ts';

/** What an attempt's end means for the breaker of its model. */
export function verdictOf(end: AttemptEnd): Verdict {
  switch (end.type) {
    case 'succeeded':
      return { type: 'succeeded' };
    case 'cancelled':
      return { type: 'neutral' };
    case 'failed': {
      const { kind, retryAfterMs } = end.failure;
      return kind === 'differs' ? { type: 'neutral' } : verdictOn(kind, retryAfterMs);
    }
  }
}

/** Such an end is no failure that anybody has to hear of: the same try follows without the prefill. */
export function isRefusedPrefill(call: Call, end: AttemptEnd): boolean {
  return call.wasPrefilled && !call.reader.hasSent && end.type === 'failed' && end.failure.kind === 'prefill-refused';
}
