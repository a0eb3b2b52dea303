import type { SettledAttempt } from '../../generation/generation.ts';
import { builder } from '../builder.ts';

type Outcome = SettledAttempt['outcome'];

const outcomes = {
  SUCCEEDED: { value: 'succeeded', description: 'The complete answer arrived.' },
  FAILED: { value: 'failed', description: 'The provider or the network failed.' },
  CANCELLED: { value: 'cancelled', description: 'The caller disconnected.' },
  OUTRUN: {
    value: 'outrun',
    description: 'A parallel second attempt answered first (hedging), so this one was ended.',
  },
  INTERRUPTED: {
    value: 'interrupted',
    description: 'The process of the attempt ended before the attempt did; the figures are an estimate.',
  },
  SKIPPED: { value: 'skipped', description: 'Its circuit breaker opened before the attempt began.' },
} as const satisfies Record<string, { value: Outcome; description: string }>;

export const AttemptOutcome = builder.enumType('AttemptOutcome', {
  description: 'The outcome of an attempt.',
  values: outcomes,
});

/** The outcome in a stored row, whose column is plain text. */
export function outcomeOf(text: string): Outcome {
  const outcome = Object.values(outcomes).find((one) => one.value === text);
  if (outcome === undefined) throw new Error(`A stored attempt has the outcome '${text}', which does not exist.`);
  return outcome.value;
}
