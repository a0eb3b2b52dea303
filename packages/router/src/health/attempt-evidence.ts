import type { AttemptRecord } from '../attempt.ts';
import { type FailureKind, failureKinds } from '../failure-kinds.ts';

/** The evidence from an attempt: success, the cause of a failure, a late first token, or none. */
export type AttemptEvidence = 'success' | Exclude<FailureKind['countsAgainst'], 'request'> | 'late' | 'none';

export function evidenceOf({ outcome, errorKind }: AttemptRecord): AttemptEvidence {
  if (outcome === 'succeeded') return 'success';
  if (outcome === 'outrun') return 'late';
  if (outcome !== 'failed' || errorKind === null) return 'none';
  const { countsAgainst } = failureKinds[errorKind];
  return countsAgainst === 'request' ? 'none' : countsAgainst;
}

/** With fewer tokens, no speed is measured. */
const fewestTokens = 8;

/** Tokens per second after the first. Null for too few tokens, or if all came at once. */
export function speedOf(attempt: AttemptRecord): number | null {
  if (attempt.firstTokenMs === null) return null;
  const tokens = (attempt.usage ?? attempt.counted)?.outputTokens ?? 0;
  const seconds = (attempt.latencyMs - attempt.firstTokenMs) / 1_000;
  return tokens < fewestTokens || seconds < 0.01 ? null : tokens / seconds;
}
