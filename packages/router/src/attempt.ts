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
 * How an attempt ended. `cancelled`: the caller left. `outrun`: another attempt beside it answered first. `skipped`:
 * the attempt was next, but was not made.
 */
export type AttemptOutcome = 'succeeded' | 'failed' | 'cancelled' | 'outrun' | 'skipped';

/** The record of an ended attempt. */
export type AttemptRecord = {
  /** Counts from 1, over all models and retries of the generation. */
  number: number;
  modelId: string;
  deploymentId: string;
  /** The provider of that deployment. It may differ from the model's own. */
  providerId: string;
  outcome: AttemptOutcome;
  /**
   * Null unless the provider failed. Also null for an attempt that ended because its text differs from the sent text,
   * which cannot be taken back.
   */
  errorKind: ProviderErrorKind | null;
  /** One sentence. Null if the attempt succeeded. */
  errorMessage: string | null;
  /** Epoch milliseconds. */
  startedAtMs: number;
  latencyMs: number;
  /** Time to the first delta of any kind. Null if none came. */
  firstTokenMs: number | null;
  /** As the provider reported it. Null if it reported nothing. */
  usage: TokenUsage | null;
  rawUsage: unknown;
  /** The provider's billing facts besides the tokens. Absent: none. */
  billing?: CallBilling;
  finishReason: FinishReason | null;
  rawFinishReason: string | null;
  /** Log probabilities of the answer's tokens, if requested. Absent: none. */
  logprobs?: Logprobs;
  /** Other data of the provider about the whole answer, unchanged. Absent: none, or too large. */
  providerMetadata?: Readonly<Record<string, unknown>>;
  /** The provider's id of the answer. */
  responseId: string | null;
  servedModel: string | null;
  /** Number of unreadable events of its answer, which were left out. 0 if the answer was not finished. */
  skippedEvents: number;
  /**
   * The provider's count of the prompt before its answer. Null if it reports the count only at the end, or nothing
   * came.
   */
  promptUsage: PromptUsage | null;
  /** The answer's tokens, counted here. Null if the provider reported its usage, or no token came. */
  counted: CountedOutput | null;
  /** Settings of the request that were adapted. Absent: none, or nothing was sent. */
  warnings?: readonly Warning[];
};
