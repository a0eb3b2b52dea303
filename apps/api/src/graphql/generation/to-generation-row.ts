import type { CostBucket, Plan } from '@penstock/router';
import type { Prisma } from '../../database/generated/client/client.ts';
import { type Cost, fellBack, type Generation, type SettledAttempt } from '../../generation/generation.ts';
import { attemptId } from '../../records/attempt-id.ts';
import { costColumns } from '../../records/cost-columns.ts';
import type { RecordedGeneration } from '../../records/generation-columns.ts';
import { toPartRows } from '../../records/stored-parts.ts';
import { toPlanRow, toStaticRow } from '../../records/stored-plan.ts';
import { toStoredText } from '../../records/stored-text.ts';
import { toDecimal } from '../scalars/decimal.ts';
import { markWhole } from '../whole-rows.ts';

/** A stored generation with all its relations. The type `Generation` resolves from it. */
export type GenerationRow = Prisma.GenerationGetPayload<{
  include: {
    content: { include: { staticExclusions: true } };
    plan: { include: { staticExclusions: true } };
    attempts: true;
  };
}>;

/** A generation in memory, in the form of its stored row. */
export function toGenerationRow(generation: Generation): GenerationRow {
  const { request, tokens, failure, plan } = generation;
  return markWhole({
    id: generation.id,
    status: generation.status,
    workspaceId: request.caller.workspaceId,
    apiKeyId: request.caller.apiKeyId,
    executionId: request.caller.executionId,
    endUser: request.caller.endUser,
    sessionId: request.caller.session,
    tags: [...request.caller.tags],
    taskType: request.routing.taskType,
    strategy: plan.strategy,
    chain: plan.chain,
    requestedModel: request.routing.model,
    modelId: generation.modelId,
    providerId: generation.providerId,
    finishReason: generation.finishReason,
    rawFinishReason: generation.rawFinishReason,
    errorCode: failure?.code ?? null,
    errorMessage: failure?.message ?? null,
    ...tokens,
    costUsd: money(generation.cost?.totalUsd),
    latencyMs: generation.latencyMs ?? 0,
    firstTokenMs: generation.firstTokenMs,
    attemptCount: generation.attempts.length,
    fellBack: fellBack(generation),
    endpoint: request.caller.origin?.endpoint ?? null,
    templateName: request.template?.name ?? null,
    templateVersion: request.template?.version ?? null,
    cacheStatus: generation.cacheStatus,
    createdAt: new Date(generation.createdAtMs),
    // A stored row is always settled; `status` says whether the generation still runs.
    settledAt: new Date(generation.settledAtMs ?? generation.createdAtMs),
    content: toContent(generation),
    // The plan is in the content, which is complete.
    plan: null,
    attempts: generation.attempts.map((attempt) => toAttemptRow(attempt, generation)),
  });
}

/** The row of a generation in memory whose content is stored elsewhere. */
export function toBareRow(generation: Generation): GenerationRow {
  const { id, plan, promptTokens } = generation;
  return markWhole({
    ...toGenerationRow(generation),
    content: null,
    plan: {
      generationId: id,
      plan: asJson(toPlanRow(plan, promptTokens)),
      staticExclusionsId: null,
      staticExclusions: null,
    },
  });
}

function toContent(generation: Generation): GenerationRow['content'] {
  return {
    generationId: generation.id,
    request: asJson(generation.request),
    text: toStoredText(generation.text),
    reasoning: toStoredText(generation.reasoning),
    toolCalls: asJson(generation.toolCalls),
    // With the bytes of files, which are only in memory.
    get parts() {
      return asJson(toPartRows(generation));
    },
    json: asJson(generation.json),
    providerMetadata: asJson(generation.providerMetadata),
    // Only on request: grouping the exclusions takes longer than the rest of the row.
    get plan() {
      return asJson(toPlanRow(generation.plan, generation.promptTokens));
    },
    metadata: asJson(generation.request.caller.metadata),
    staticExclusionsId: generation.plan.staticExclusions?.id ?? null,
    get staticExclusions() {
      return toStaticExclusions(generation.plan);
    },
  };
}

function toStaticExclusions({ staticExclusions }: Plan): NonNullable<GenerationRow['content']>['staticExclusions'] {
  if (staticExclusions === null) return null;
  const { id, exclusions } = toStaticRow(staticExclusions);
  return { id, exclusions: asJson(exclusions) };
}

/** An attempt in the form of its stored row. */
export function toAttemptRow(
  attempt: SettledAttempt,
  { id, request }: { id: string; request: RecordedGeneration['request'] },
): GenerationRow['attempts'][number] {
  const { cost } = attempt;
  return {
    id: attemptId(id, attempt.number),
    generationId: id,
    number: attempt.number,
    modelId: attempt.modelId,
    providerId: attempt.providerId,
    deploymentId: attempt.deploymentId,
    workspaceId: request.caller.workspaceId,
    apiKeyId: request.caller.apiKeyId,
    executionId: request.caller.executionId,
    taskType: request.routing.taskType,
    outcome: attempt.outcome,
    errorCode: attempt.errorKind,
    errorMessage: attempt.errorMessage,
    ...attempt.tokens,
    isEstimated: attempt.isEstimated,
    ...bucketsOf(cost),
    costUsd: money(cost?.totalUsd),
    cachedSavingUsd: money(cost?.cachedSavingUsd || undefined),
    statedUsd: money(cost?.statedUsd ?? undefined),
    priceTier: cost?.tierAboveInputTokens ?? null,
    priceSource: cost?.priceSource ?? null,
    baselineUsd: money(attempt.baselineUsd ?? undefined),
    latencyMs: Math.round(attempt.latencyMs),
    firstTokenMs: attempt.firstTokenMs === null ? null : Math.round(attempt.firstTokenMs),
    finishReason: attempt.finishReason,
    rawFinishReason: attempt.rawFinishReason,
    rawUsage: asJson(attempt.rawUsage),
    responseId: attempt.responseId,
    servedModel: attempt.servedModel,
    serviceTier: attempt.billing?.serviceTier ?? null,
    skippedEvents: attempt.skippedEvents,
    warnings: asJson(attempt.warnings ?? null),
    startedAt: new Date(attempt.startedAtMs),
  };
}

function bucketsOf(cost: Cost | null): Record<CostBucket, Prisma.Decimal | null> {
  const amounts = {} as Record<CostBucket, Prisma.Decimal | null>;
  for (const { bucket, read } of costColumns) amounts[bucket] = money(read(cost) ?? undefined);
  return amounts;
}

function money(usd: number | undefined): Prisma.Decimal | null {
  return usd === undefined ? null : toDecimal(usd);
}

/** Prisma's type for a value that came as JSON, or has only strings, numbers, booleans, nulls and lists of them. */
function asJson(value: unknown): Prisma.JsonValue {
  return value as Prisma.JsonValue;
}
