import type { AttemptRecord } from '../attempt.ts';

/** Records evidence of live traffic, on the hot path: it must be fast and never throw. */
export interface HealthRecorder {
  /** The first token of an attempt: the provider accepts the account. `providerId`: of the called deployment. */
  answerBegan(providerId: string): void;

  /** An attempt is over. */
  attemptEnded(attempt: AttemptRecord): void;
}
