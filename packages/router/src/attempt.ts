import type { FinishReason, PromptUsage, ProviderErrorKind, TokenUsage, Warning } from '@penstock/providers';
import type { CountedOutput } from './tokens/count-output.ts';

/** How an attempt ended. `cancelled`: the caller left. `skipped`: it was due, but not made. */
export type AttemptOutcome = 'succeeded' | 'failed' | 'cancelled' | 'skipped';

/** All that is known of an attempt when it is over. */
export type AttemptRecord = {
  /** From 1, over all models and retries of the generation. */
  number: number;
  modelId: string;
  deploymentId: string;
  /** Of that deployment; it may be another than the model's own. */
  providerId: string;
  outcome: AttemptOutcome;
  /**
   * Null unless the provider failed: also null for an attempt that was given up because its text differs from what
   * had been sent and cannot be taken back.
   */
  errorKind: ProviderErrorKind | null;
  /** One sentence when it was not a success. */
  errorMessage: string | null;
  /** Epoch milliseconds. */
  startedAtMs: number;
  latencyMs: number;
  /** To the first delta of any kind; null if none came. */
  firstTokenMs: number | null;
  /** What the provider reported; null where it reported nothing. */
  usage: TokenUsage | null;
  rawUsage: unknown;
  finishReason: FinishReason | null;
  rawFinishReason: string | null;
  /** The provider's id of the answer. */
  responseId: string | null;
  servedModel: string | null;
  /** Events of its answer that could not be read, and were left out; 0 where the answer was not finished. */
  skippedEvents: number;
  /** What the provider said of the prompt before it answered; null where it says so only at the end, or nothing came. */
  promptUsage: PromptUsage | null;
  /** What came of the answer, counted here; null where the provider reported its usage, or no token came. */
  counted: CountedOutput | null;
  /** What of the request could not be sent as it was asked. Absent: all was, or nothing was sent. */
  warnings?: readonly Warning[];
};
