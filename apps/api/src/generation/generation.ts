import type { AssistantPart, Embeddings, FinishReason, TokenUsage, ToolCall } from '@penstock/providers';
import type { AttemptOutcome, AttemptRecord, CostBreakdown, Plan } from '@penstock/router';
import type { CacheStatus, GenerationRequest } from './generation-request.ts';
import type { ServedWarning } from './served-warnings.ts';

/** The codes that a failed generation or a refused request carries to its caller. */
export type FailureCode =
  | 'BAD_USER_INPUT'
  | 'BUDGET_EXCEEDED'
  | 'NO_MODEL_AVAILABLE'
  | 'ALL_MODELS_FAILED'
  | 'CONTENT_FILTERED'
  | 'CONTEXT_LENGTH_EXCEEDED'
  | 'INVALID_RESPONSE'
  | 'CANCELLED'
  | 'INTERRUPTED'
  | 'INTERNAL';

/**
 * The cost of one call or one generation by bucket, US dollars. `tierAboveInputTokens` is null if the tiers of attempts
 * differ.
 */
export type Cost = CostBreakdown & {
  /** The cost that the provider stated; null if it stated none. `priceSource` tells which cost counts. */
  statedUsd: number | null;
  /** The source of the prices. */
  priceSource: string;
};

/** The known facts of a call to a model that has not ended. */
export type RunningCall = {
  /** Counts from 1 within its generation. */
  number: number;
  modelId: string;
  deploymentId: string;
  providerId: string;
  /** Epoch milliseconds. */
  startedAtMs: number;
  latencyMs: number;
  /** Null before the first token. */
  firstTokenMs: number | null;
  /** Text, reasoning and tool calls that the call has produced, UTF-8 bytes. */
  producedBytes: number;
  /** The answer before the call that was sent with it, UTF-8 bytes. */
  prefillBytes: number;
};

/** An attempt with its cost. `cost` null: unpriced. */
export type SettledAttempt = Omit<AttemptRecord, 'outcome' | 'errorKind' | 'providerMetadata'> & {
  /** `interrupted`: its process ended first, and its figures are an estimate. */
  outcome: AttemptOutcome | 'interrupted';
  errorKind: AttemptRecord['errorKind'] | 'interrupted';
  /** Reported, else counted (`isEstimated`), else all zero. */
  tokens: TokenUsage;
  isEstimated: boolean;
  cost: Cost | null;
  /**
   * The cost that the policy's default model would have had. 0 if the attempt did not succeed; null if it is unknown.
   */
  baselineUsd: number | null;
};

/** The number of attempts that were made. An attempt that a breaker or a budget prevented does not count. */
export function countCalls(attempts: readonly Pick<SettledAttempt, 'outcome'>[]): number {
  return attempts.filter(({ outcome }) => outcome !== 'skipped').length;
}

/** One generation at a moment. `settledAtMs` is null while it runs. */
export type Generation = {
  /** UUID version 7. */
  id: string;
  status: 'RUNNING' | 'COMPLETED' | 'FAILED' | 'CANCELLED';
  request: GenerationRequest;
  plan: Plan;
  /** Tokens of the prompt, counted for the plan. */
  promptTokens: number;
  /** The parts of the answer in order, with the state that their provider needs in the next turn. */
  parts: readonly AssistantPart[];
  text: string;
  reasoning: string;
  toolCalls: readonly ToolCall[];
  /** The parsed answer, if JSON was requested. */
  json: unknown;
  /** The vectors of a COMPLETED embedding, in the order of its texts; else null. */
  vectors: Embeddings['vectors'] | null;
  modelId: string | null;
  providerId: string | null;
  finishReason: FinishReason | null;
  rawFinishReason: string | null;
  /** Other data of the provider that answered, unchanged, for example its sources; null for none. */
  providerMetadata: Readonly<Record<string, unknown>> | null;
  failure: { code: FailureCode; message: string } | null;
  /** Over all attempts. */
  tokens: TokenUsage;
  /** Over all attempts; null if one of them is unpriced. */
  cost: Cost | null;
  /** Empty for an answer from the response cache. */
  attempts: readonly SettledAttempt[];
  /** The parts of the request that were not served as requested; empty while it runs. */
  warnings: readonly ServedWarning[];
  /** Null if the response cache was not requested, or if that is not known. */
  cacheStatus: CacheStatus | null;
  latencyMs: number | null;
  firstTokenMs: number | null;
  createdAtMs: number;
  settledAtMs: number | null;
};

/** Whether the model that served differs from that of the first attempt. */
export function fellBack({ modelId, attempts }: Pick<Generation, 'modelId' | 'attempts'>): boolean {
  const [first] = attempts;
  return modelId !== null && first !== undefined && first.modelId !== modelId;
}
