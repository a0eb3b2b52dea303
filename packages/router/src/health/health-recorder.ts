import type { AttemptRecord } from '../execute/execution-event.ts';

/** Takes the evidence of live traffic, on the hot path: it must be quick and never throw. */
export interface HealthRecorder {
  /** An attempt brings its first token, so that its account is accepted, however it ends. `providerId`: the place that was called. */
  answerBegan(providerId: string): void;

  /** An attempt is over. `providerId`: the place that was called. */
  attemptEnded(attempt: AttemptRecord, providerId: string): void;
}
