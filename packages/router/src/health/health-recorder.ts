import type { AttemptRecord } from '../attempt.ts';

/** Records evidence of live traffic, on the hot path. It must be fast and never throw. */
export interface HealthRecorder {
  /**
   * Call it at the first token of an attempt: the provider accepts the account. `providerId`: the provider of the
   * called deployment.
   */
  answerBegan(providerId: string): void;

  /**
   * Describes the provider's last list of models if it lacks a model: its names, and how to set the right name. Has no
   * full stop. Null if the list has the model, or is not known.
   */
  describeUnlisted(modelId: string): string | null;

  /**
   * Call it at the end of an attempt. An `outrun` attempt counts as a first token of its latency and not as a failure,
   * so that the figures include late attempts.
   */
  attemptEnded(attempt: AttemptRecord): void;
}
