import type pg from 'pg';
import { findRollupLevel, numberOfLevel, type RollupDimension } from '../ledger/rollup-levels.ts';
import { recentRecords, rollUp, rollupColumns } from '../ledger/rollup-sql.ts';
import type { UsageFigures } from './usage-figures.ts';

/** What one model has been called for on one day of UTC. `dayMs`: where the day begins, epoch milliseconds. */
export type ModelDay = { dayMs: number; modelId: string; figures: UsageFigures };

type Row = { day: Date; modelId: string; costUsd: string } & Record<Exclude<keyof UsageFigures, 'costUsd'>, string>;

/** Days as they stand in the rollups, and what is not in them yet. */
const sqlFor = (filter: RollupDimension | null): string => {
  const level = numberOfLevel(findRollupLevel('usage_day', filter === null ? ['model_id'] : [filter, 'model_id']));
  const within = (day: string): string => `${day} >= $1::timestamptz${filter === null ? '' : ` AND ${filter} = $2`}`;
  const startedOn = "date_trunc('day', started_at, 'UTC')";
  return `
SELECT day, model_id AS "modelId", sum(calls) AS calls, sum(failures) AS failures, sum(input_tokens) AS "inputTokens",
  sum(cached_input_tokens) AS "cachedInputTokens", sum(cache_write_tokens) AS "cacheWriteTokens",
  sum(output_tokens) AS "outputTokens", sum(reasoning_tokens) AS "reasoningTokens",
  sum(unpriced_calls) AS "unpricedCalls", trim_scale(sum(cost_usd))::text AS "costUsd"
FROM (
  SELECT day, ${columns} FROM usage_day WHERE grain = ${level} AND ${within('day')}
  UNION ALL SELECT date_trunc('day', hour, 'UTC'), ${columns} FROM (${rollUp(recentRecords, within(startedOn))}) AS recent
) AS each
GROUP BY day, model_id
ORDER BY day, sum(cost_usd) DESC, model_id`;
};

const columns = ['model_id', ...rollupColumns.counts, ...rollupColumns.money].join(', ');

const sqlOfAll = sqlFor(null);
const sqlOfWorkspace = sqlFor('workspace_id');

/**
 * The days from one on, by model; the most expensive of a day first. `workspaceId` null: of all.
 */
export async function readDays(
  pool: pg.Pool,
  fromDayMs: number,
  workspaceId: string | null,
): Promise<readonly ModelDay[]> {
  const from = new Date(fromDayMs).toISOString();
  const { rows } = await (workspaceId === null
    ? pool.query<Row>(sqlOfAll, [from])
    : pool.query<Row>(sqlOfWorkspace, [from, workspaceId]));
  return rows.map(({ day, modelId, costUsd, ...counts }) => ({
    dayMs: day.getTime(),
    modelId,
    figures: {
      calls: Number(counts.calls),
      failures: Number(counts.failures),
      inputTokens: Number(counts.inputTokens),
      cachedInputTokens: Number(counts.cachedInputTokens),
      cacheWriteTokens: Number(counts.cacheWriteTokens),
      outputTokens: Number(counts.outputTokens),
      reasoningTokens: Number(counts.reasoningTokens),
      unpricedCalls: Number(counts.unpricedCalls),
      costUsd,
    },
  }));
}
