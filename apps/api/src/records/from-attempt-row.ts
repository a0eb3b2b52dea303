import type { FinishReason, ProviderErrorKind } from '@penstock/providers';
import type { AttemptOutcome } from '@penstock/router';
import type { ModelUsage as AttemptRow } from '../database/generated/client/client.ts';
import type { Cost, SettledAttempt } from '../generation/generation.ts';
import { tokensOf } from './from-generation-row.ts';

/** The casts give back the words that the recorder wrote; nobody else writes these columns. */
export function fromAttemptRow(row: AttemptRow): SettledAttempt {
  const tokens = tokensOf(row);
  return {
    number: row.number,
    modelId: row.modelId,
    providerId: row.providerId,
    deploymentId: row.deploymentId,
    outcome: row.outcome as AttemptOutcome,
    errorKind: row.errorCode as ProviderErrorKind | null,
    errorMessage: row.errorMessage,
    startedAtMs: row.startedAt.getTime(),
    latencyMs: row.latencyMs,
    firstTokenMs: row.firstTokenMs,
    usage: row.isEstimated ? null : tokens,
    rawUsage: row.rawUsage,
    finishReason: row.finishReason as FinishReason | null,
    rawFinishReason: row.rawFinishReason,
    responseId: row.responseId,
    servedModel: row.servedModel,
    promptUsage: null,
    counted: null,
    tokens,
    isEstimated: row.isEstimated,
    cost: costOfRow(row),
    baselineUsd: row.baselineUsd === null ? null : Number(row.baselineUsd),
  };
}

function costOfRow(row: AttemptRow): Cost | null {
  if (row.costUsd === null) return null;
  return {
    inputUsd: Number(row.inputUsd ?? 0),
    cachedInputUsd: Number(row.cachedInputUsd ?? 0),
    cacheWriteUsd: Number(row.cacheWriteUsd ?? 0),
    outputUsd: Number(row.outputUsd ?? 0),
    reasoningUsd: Number(row.reasoningUsd ?? 0),
    requestUsd: Number(row.requestUsd ?? 0),
    totalUsd: Number(row.costUsd),
    priceSource: row.priceSource ?? '',
    tierAboveInputTokens: row.priceTier,
  };
}
