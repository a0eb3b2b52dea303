import type { SettledAttempt } from '../../generation/generation.ts';
import { builder } from '../builder.ts';

type Outcome = SettledAttempt['outcome'];

const outcomes = {
  SUCCEEDED: { value: 'succeeded', description: 'The whole answer came.' },
  FAILED: { value: 'failed', description: 'The provider or the network failed.' },
  CANCELLED: { value: 'cancelled', description: 'The caller left.' },
  OUTRUN: {
    value: 'outrun',
    description: 'It was ended since a second attempt, made beside it, answered first (hedging).',
  },
  INTERRUPTED: {
    value: 'interrupted',
    description: 'The process that made it ended before it was over; its figures are an estimate.',
  },
  SKIPPED: { value: 'skipped', description: 'Its circuit breaker had opened meanwhile.' },
} as const satisfies Record<string, { value: Outcome; description: string }>;

export const AttemptOutcome = builder.enumType('AttemptOutcome', {
  description: 'How an attempt ended.',
  values: outcomes,
});

/** The outcome in a stored row, whose column is plain text. */
export function outcomeOf(text: string): Outcome {
  const outcome = Object.values(outcomes).find((one) => one.value === text);
  if (outcome === undefined) throw new Error(`A stored attempt has the outcome '${text}', which does not exist.`);
  return outcome.value;
}
