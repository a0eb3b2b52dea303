import type { ProviderErrorKind } from '@penstock/providers';
import type { AttemptRecord } from '../attempt.ts';

/** What a failure says. `misconfigured`: the operator has to mend it. `none`: nothing, it was the caller's. */
type Meaning = 'failure' | 'account-misconfigured' | 'model-missing' | 'none';

const meanings: Readonly<Record<ProviderErrorKind, Meaning>> = {
  authentication: 'account-misconfigured',
  'quota-exhausted': 'account-misconfigured',
  'model-not-found': 'model-missing',
  'rate-limit': 'failure',
  overloaded: 'failure',
  timeout: 'failure',
  connection: 'failure',
  'server-error': 'failure',
  'stream-cut': 'failure',
  protocol: 'failure',
  'context-length': 'none',
  'content-filter': 'none',
  'bad-request': 'none',
  'prefill-refused': 'none',
};

/** What an attempt says of its model and provider. */
export type AttemptEvidence = 'success' | Meaning;

export function evidenceOf(attempt: AttemptRecord): AttemptEvidence {
  if (attempt.outcome === 'succeeded') return 'success';
  return attempt.outcome === 'failed' && attempt.errorKind !== null ? meanings[attempt.errorKind] : 'none';
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
