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
 * Money of one call or one generation by bucket, US dollars. `tierAboveInputTokens` is null where the tiers of attempts
 * differ.
 */
export type Cost = CostBreakdown & {
  /** The cost as the provider stated it; null where it stated none. `priceSource` tells which one counts. */
  statedUsd: number | null;
  /** Where the prices come from. */
  priceSource: string;
};

/** A call to a model that has not ended, as far as is known of it. */
export type RunningCall = {
  /** From 1 within its generation. */
  number: number;
  modelId: string;
  deploymentId: string;
  providerId: string;
  /** Epoch milliseconds. */
  startedAtMs: number;
  latencyMs: number;
  /** Null where no token has come. */
  firstTokenMs: number | null;
  /** Text, reasoning and tool calls that came of it, UTF-8 bytes. */
  producedBytes: number;
  /** What came before it and was sent along, UTF-8 bytes. */
  prefillBytes: number;
};

/** An attempt with what it cost. `cost` null: unpriced. */
export type SettledAttempt = Omit<AttemptRecord, 'outcome' | 'errorKind'> & {
  /** `interrupted`: its process ended before it did, and its figures are an estimate. */
  outcome: AttemptOutcome | 'interrupted';
  errorKind: AttemptRecord['errorKind'] | 'interrupted';
  /** Reported, else counted (`isEstimated`), else all zero. */
  tokens: TokenUsage;
  isEstimated: boolean;
  cost: Cost | null;
  /** What the policy's default model would have cost for it, 0 where it did not succeed; null where that is unknown. */
  baselineUsd: number | null;
};

/** The number of attempts that were made; one that a breaker or a budget forbade is none. */
export function countCalls(attempts: readonly Pick<SettledAttempt, 'outcome'>[]): number {
  return attempts.filter(({ outcome }) => outcome !== 'skipped').length;
}

/** One generation as it stands at a moment; `settledAtMs` null while it runs. */
export type Generation = {
  /** UUID version 7. */
  id: string;
  status: 'RUNNING' | 'COMPLETED' | 'FAILED' | 'CANCELLED';
  request: GenerationRequest;
  plan: Plan;
  /** Tokens of the prompt as counted for the plan. */
  promptTokens: number;
  /** The answer in its order, with what its provider wants back with the next turn. */
  parts: readonly AssistantPart[];
  text: string;
  reasoning: string;
  toolCalls: readonly ToolCall[];
  /** The answer parsed, where JSON was asked for. */
  json: unknown;
  /** Of an embedding that is COMPLETED, in the order of its texts; else null. */
  vectors: Embeddings['vectors'] | null;
  modelId: string | null;
  providerId: string | null;
  finishReason: FinishReason | null;
  rawFinishReason: string | null;
  failure: { code: FailureCode; message: string } | null;
  /** Over all attempts. */
  tokens: TokenUsage;
  /** Over all attempts; null when one of them is unpriced. */
  cost: Cost | null;
  /** Empty for an answer of the response cache. */
  attempts: readonly SettledAttempt[];
  /** What could not be had as it was asked for; empty while it runs. */
  warnings: readonly ServedWarning[];
  /** Null where the response cache was not asked for, and where that is not known. */
  cacheStatus: CacheStatus | null;
  latencyMs: number | null;
  firstTokenMs: number | null;
  createdAtMs: number;
  settledAtMs: number | null;
};

/** Whether another model than that of the first attempt served. */
export function fellBack({ modelId, attempts }: Pick<Generation, 'modelId' | 'attempts'>): boolean {
  const [first] = attempts;
  return modelId !== null && first !== undefined && first.modelId !== modelId;
}
