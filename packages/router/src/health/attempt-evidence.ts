import type { AttemptRecord } from '../attempt.ts';
import { type FailureKind, failureKinds } from '../failure-kinds.ts';

/** What an attempt says of its model and provider: that they work, what is to blame, or nothing. */
export type AttemptEvidence = 'success' | Exclude<FailureKind['blames'], 'request'> | 'none';

export function evidenceOf({ outcome, errorKind }: AttemptRecord): AttemptEvidence {
  if (outcome === 'succeeded') return 'success';
  if (outcome !== 'failed' || errorKind === null) return 'none';
  const { blames } = failureKinds[errorKind];
  return blames === 'request' ? 'none' : blames;
}

/** Fewer tokens say nothing of a speed. */
const fewestTokens = 8;

/** Tokens per second after the first; null where too little was said, or all of it at once. */
export function speedOf(attempt: AttemptRecord): number | null {
  if (attempt.firstTokenMs === null) return null;
  const tokens = (attempt.usage ?? attempt.counted)?.outputTokens ?? 0;
  const seconds = (attempt.latencyMs - attempt.firstTokenMs) / 1_000;
  return tokens < fewestTokens || seconds < 0.01 ? null : tokens / seconds;
}
