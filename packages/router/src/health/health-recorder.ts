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
   * An attempt is over. One that was `outrun` while its first token was late counts as a first token of its latency, so
   * that late ones are not left out of the figures; it is no failure.
   */
  attemptEnded(attempt: AttemptRecord): void;
}
