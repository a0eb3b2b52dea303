import type { AttemptRecord } from '../attempt.ts';

/** Takes the evidence of live traffic, on the hot path: it must be quick and never throw. */
export interface HealthRecorder {
  /** The first token of an attempt, however it will end: its account is accepted. `providerId`: the place that was called. */
  answerBegan(providerId: string): void;

  /** An attempt is over. */
  attemptEnded(attempt: AttemptRecord): void;
}
