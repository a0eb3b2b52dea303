import type {
  CallBilling,
  FinishReason,
  Logprobs,
  PromptUsage,
  ProviderErrorKind,
  TokenUsage,
  Warning,
} from '@penstock/providers';
import type { CountedOutput } from './tokens/count-output.ts';

/**
 * How an attempt ended. `cancelled`: the caller left. `outrun`: it was ended since another attempt, made beside it,
 * answered first. `skipped`: the attempt was next, but not made.
 */
export type AttemptOutcome = 'succeeded' | 'failed' | 'cancelled' | 'outrun' | 'skipped';

/** The record of an attempt that is over. */
export type AttemptRecord = {
  /** From 1, over all models and retries of the generation. */
  number: number;
  modelId: string;
  deploymentId: string;
  /** Of that deployment; it may be another than the model's own. */
  providerId: string;
  outcome: AttemptOutcome;
  /**
   * Null unless the provider failed. Also null for an attempt that was ended because its text differs from the sent
   * text, which cannot be taken back.
   */
  errorKind: ProviderErrorKind | null;
  /** One sentence unless the attempt succeeded. */
  errorMessage: string | null;
  /** Epoch milliseconds. */
  startedAtMs: number;
  latencyMs: number;
  /** To the first delta of any kind; null if none came. */
  firstTokenMs: number | null;
  /** As the provider reported it; null where it reported nothing. */
  usage: TokenUsage | null;
  rawUsage: unknown;
  /** The provider's facts of the bill beside the tokens. Absent: none. */
  billing?: CallBilling;
  finishReason: FinishReason | null;
  rawFinishReason: string | null;
  /** Log probabilities of the answer's tokens, where they were asked for. Absent: none. */
  logprobs?: Logprobs;
  /** Other data of the provider about the whole answer, as it came. Absent: none, or too much. */
  providerMetadata?: Readonly<Record<string, unknown>>;
  /** The provider's id of the answer. */
  responseId: string | null;
  servedModel: string | null;
  /** Events of its answer that could not be read, and were left out; 0 where the answer was not finished. */
  skippedEvents: number;
  /**
   * The provider's count of the prompt before its answer. Null where it reports that only at the end, or nothing came.
   */
  promptUsage: PromptUsage | null;
  /** The answer's tokens, counted here; null where the provider reported its usage, or no token came. */
  counted: CountedOutput | null;
  /** Settings of the request that could not be sent unchanged. Absent: none, or nothing was sent. */
  warnings?: readonly Warning[];
};
