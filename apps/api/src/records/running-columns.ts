import { type Column, idColumn, integerColumn, jsonColumn, timeColumn } from '../database/arrays/columns.ts';
import type { Generation, SettledAttempt } from '../generation/generation.ts';
import { interruptedFailure } from '../generation/interrupted.ts';
import { sumCosts, sumTokens } from '../generation/settle-attempt.ts';
import type { InterruptedRecord } from './generation-record.ts';
import { requestColumns } from './request-columns.ts';
import { toPlanRow } from './stored-plan.ts';

/** The table `running_generation` without the lease, for generations made by `interruptedGeneration`. */
export const runningColumns: readonly Column<Generation>[] = [
  idColumn('id', ({ id }) => id),
  ...requestColumns,
  jsonColumn('plan', ({ plan, promptTokens }) => toPlanRow(plan, promptTokens)),
  idColumn('standing_exclusions_id', ({ plan }) => plan.staticExclusions?.id ?? null),
  // The log probabilities are only for the caller.
  jsonColumn('attempts', ({ attempts }) => attempts.map(({ logprobs: _, ...attempt }) => attempt)),
  integerColumn('latency_ms', ({ latencyMs }) => latencyMs),
  integerColumn('first_token_ms', ({ firstTokenMs }) => firstTokenMs),
  timeColumn('created_at', ({ createdAtMs }) => createdAtMs),
];

/** The columns that a progress report updates. */
export const reportColumns: readonly Column<Generation>[] = runningColumns.filter(({ name }) =>
  ['id', 'attempts', 'latency_ms', 'first_token_ms'].includes(name),
);

/** A row of that table, as PostgreSQL returns it. */
export type RunningRow = {
  id: string;
  workspace_id: string;
  api_key_id: string | null;
  execution_id: string | null;
  end_user: string | null;
  session_id: string | null;
  tags: readonly string[] | null;
  task_type: string | null;
  strategy: Generation['plan']['strategy'];
  chain: string | null;
  requested_model: string | null;
  plan: unknown;
  standing_exclusions_id: string | null;
  attempts: readonly SettledAttempt[];
  latency_ms: number;
  first_token_ms: number | null;
  template_name: string | null;
  template_version: number | null;
  created_at: Date;
};

/** The record of a generation with an expired lease. `nowMs`: the time of its settlement. */
export function toInterruptedRecord(row: RunningRow, nowMs: number): InterruptedRecord {
  const { id, attempts } = row;
  return {
    generation: {
      id,
      status: 'FAILED',
      request: {
        caller: {
          workspaceId: row.workspace_id,
          apiKeyId: row.api_key_id,
          executionId: row.execution_id,
          endUser: row.end_user,
          session: row.session_id,
          tags: row.tags ?? [],
        },
        routing: { taskType: row.task_type, model: row.requested_model },
        ...(row.template_name !== null && { template: { name: row.template_name, version: row.template_version } }),
      },
      plan: { strategy: row.strategy, chain: row.chain },
      promptTokens: 0,
      parts: [],
      text: '',
      reasoning: '',
      toolCalls: [],
      json: null,
      cacheStatus: null,
      modelId: null,
      providerId: null,
      finishReason: null,
      rawFinishReason: null,
      providerMetadata: null,
      failure: interruptedFailure,
      tokens: sumTokens(attempts),
      cost: sumCosts(attempts),
      attempts,
      latencyMs: row.latency_ms,
      firstTokenMs: row.first_token_ms,
      createdAtMs: row.created_at.getTime(),
      settledAtMs: nowMs,
    },
    plan: { generationId: id, plan: row.plan, staticExclusionsId: row.standing_exclusions_id },
  };
}
