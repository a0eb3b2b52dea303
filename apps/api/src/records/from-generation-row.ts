import type { FinishReason } from '@penstock/providers';
import type { Strategy } from '@penstock/router';
import type { Generation as GenerationRow } from '../database/generated/client/client.ts';
import type { FailureCode } from '../generation/generation.ts';
import type { EndStatus, GenerationSummary } from './stored-generation.ts';

/** The casts give back the words that the recorder wrote; nobody else writes these columns. */
export function fromGenerationRow(row: GenerationRow): GenerationSummary {
  return {
    id: row.id,
    status: row.status as EndStatus,
    workspaceId: row.workspaceId,
    apiKeyId: row.apiKeyId,
    executionId: row.executionId,
    taskType: row.taskType,
    strategy: row.strategy as Strategy,
    chain: row.chain,
    modelId: row.modelId,
    providerId: row.providerId,
    finishReason: row.finishReason as FinishReason | null,
    rawFinishReason: row.rawFinishReason,
    failure: row.errorCode === null ? null : { code: row.errorCode as FailureCode, message: row.errorMessage ?? '' },
    tokens: tokensOf(row),
    costUsd: row.costUsd?.toFixed() ?? null,
    latencyMs: row.latencyMs,
    firstTokenMs: row.firstTokenMs,
    attemptCount: row.attemptCount,
    createdAtMs: row.createdAt.getTime(),
    settledAtMs: row.settledAt.getTime(),
  };
}

/** The five buckets of a row of either table. */
export function tokensOf(row: GenerationSummary['tokens']): GenerationSummary['tokens'] {
  const { inputTokens, cachedInputTokens, cacheWriteTokens, outputTokens, reasoningTokens } = row;
  return { inputTokens, cachedInputTokens, cacheWriteTokens, outputTokens, reasoningTokens };
}
