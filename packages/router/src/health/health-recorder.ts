import type { AttemptRecord } from '../execute/execution-event.ts';

/** Takes the evidence of live traffic. Called once per attempt, on the hot path: it must be quick and never throw. */
export interface HealthRecorder {
  /** An attempt is over. `providerId`: the place that was called. */
  attemptEnded(attempt: AttemptRecord, providerId: string): void;
}
