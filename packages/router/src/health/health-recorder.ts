import type { AttemptRecord } from '../attempt.ts';

/** Records evidence of live traffic, on the hot path: it must be fast and never throw. */
export interface HealthRecorder {
  /** The first token of an attempt: the provider accepts the account. `providerId`: of the called deployment. */
  answerBegan(providerId: string): void;

  /**
   * Describes the provider's last list of models where it lacks a model: its names, and how to set the right one. Has no
   * full stop. Null where the list has the model, or is not known.
   */
  describeUnlisted(modelId: string): string | null;

  /**
   * An attempt is over. One that was `outrun` counts as a first token of its latency, and not as a failure. So late ones
   * are not left out of the figures.
   */
  attemptEnded(attempt: AttemptRecord): void;
}
