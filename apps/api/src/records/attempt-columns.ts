import {
  booleanColumn,
  type Column,
  idColumn,
  integerColumn,
  jsonColumn,
  numberColumn,
  textColumn,
  timeColumn,
} from '../database/arrays/columns.ts';
import type { SettledAttempt } from '../generation/generation.ts';
import { attemptId } from './attempt-id.ts';
import { costColumns } from './cost-columns.ts';
import type { RecordedGeneration } from './generation-columns.ts';
import { tokenColumns } from './token-columns.ts';

/** An attempt with its generation, which has the payer. */
export type AttemptRow = { generation: RecordedGeneration; attempt: SettledAttempt };

/** The table `model_usage`, column by column. */
export const attemptColumns: readonly Column<AttemptRow>[] = [
  idColumn('id', ({ generation, attempt }) => attemptId(generation.id, attempt.number)),
  idColumn('generation_id', ({ generation }) => generation.id),
  integerColumn('number', ({ attempt }) => attempt.number),
  textColumn('model_id', ({ attempt }) => attempt.modelId),
  textColumn('provider_id', ({ attempt }) => attempt.providerId),
  textColumn('deployment_id', ({ attempt }) => attempt.deploymentId),
  textColumn('workspace_id', ({ generation }) => generation.request.caller.workspaceId),
  textColumn('api_key_id', ({ generation }) => generation.request.caller.apiKeyId),
  textColumn('execution_id', ({ generation }) => generation.request.caller.executionId),
  textColumn('task_type', ({ generation }) => generation.request.routing.taskType),
  textColumn('outcome', ({ attempt }) => attempt.outcome),
  textColumn('error_code', ({ attempt }) => attempt.errorKind),
  textColumn('error_message', ({ attempt }) => attempt.errorMessage),
  ...tokenColumns.map(({ bucket, column }) =>
    integerColumn<AttemptRow>(column, ({ attempt }) => attempt.tokens[bucket]),
  ),
  booleanColumn('is_estimated', ({ attempt }) => attempt.isEstimated),
  ...costColumns.map(({ column, read }) => numberColumn<AttemptRow>(column, ({ attempt }) => read(attempt.cost))),
  numberColumn('cost_usd', ({ attempt }) => attempt.cost?.totalUsd ?? null),
  numberColumn('cached_saving_usd', ({ attempt }) => attempt.cost?.cachedSavingUsd || null),
  numberColumn('stated_usd', ({ attempt }) => attempt.cost?.statedUsd ?? null),
  textColumn('service_tier', ({ attempt }) => attempt.billing?.serviceTier ?? null),
  textColumn('price_source', ({ attempt }) => attempt.cost?.priceSource ?? null),
  integerColumn('price_tier', ({ attempt }) => attempt.cost?.tierAboveInputTokens ?? null),
  numberColumn('baseline_usd', ({ attempt }) => attempt.baselineUsd),
  integerColumn('latency_ms', ({ attempt }) => attempt.latencyMs),
  integerColumn('first_token_ms', ({ attempt }) => attempt.firstTokenMs),
  textColumn('finish_reason', ({ attempt }) => attempt.finishReason),
  textColumn('raw_finish_reason', ({ attempt }) => attempt.rawFinishReason),
  jsonColumn('raw_usage', ({ attempt }) => attempt.rawUsage),
  textColumn('response_id', ({ attempt }) => attempt.responseId),
  textColumn('served_model', ({ attempt }) => attempt.servedModel),
  integerColumn('skipped_events', ({ attempt }) => attempt.skippedEvents),
  jsonColumn('warnings', ({ attempt }) => attempt.warnings ?? null),
  timeColumn('started_at', ({ attempt }) => attempt.startedAtMs),
];
