import type { Warning } from '@penstock/providers';
import type { SettledAttempt } from './generation.ts';

const none: readonly Warning[] = Object.freeze([]);

/** What the model that served could not do as it was asked: the warnings of the last call that was made. */
export function servedWarnings(attempts: readonly Pick<SettledAttempt, 'outcome' | 'warnings'>[]): readonly Warning[] {
  return attempts.findLast(({ outcome }) => outcome !== 'skipped')?.warnings ?? none;
}
