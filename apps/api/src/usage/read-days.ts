import { usageOf } from '@penstock/providers';
import type pg from 'pg';
import { findRollupLevel, numberOfLevel, type RollupDimension } from '../ledger/rollup-levels.ts';
import { recentRecords, rollUp, rollupColumns } from '../ledger/rollup-sql.ts';
import { tokenColumns } from '../records/token-columns.ts';
import type { UsageFigures } from './usage-figures.ts';

/** The calls of one model on one day (UTC). `dayMs`: start of the day, epoch milliseconds. */
export type ModelDay = { dayMs: number; modelId: string; figures: UsageFigures };

type Row = { day: Date; modelId: string; costUsd: string } & Record<Exclude<keyof UsageFigures, 'costUsd'>, string>;

/** The days of the rollups, and records that are not in them yet. */
const sqlFor = (filter: RollupDimension | null): string => {
  const level = numberOfLevel(findRollupLevel('usage_day', filter === null ? ['model_id'] : [filter, 'model_id']));
  const within = (day: string): string => `${day} >= $1::timestamptz${filter === null ? '' : ` AND ${filter} = $2`}`;
  const startedOn = "date_trunc('day', started_at, 'UTC')";
  return `
SELECT day, model_id AS "modelId", sum(calls) AS calls, sum(failures) AS failures,
  ${tokenColumns.map(({ bucket, column }) => `sum(${column}) AS "${bucket}"`).join(', ')},
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

/** The days from a given one, by model, the most expensive model of a day first. `workspaceId` null: all workspaces. */
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
      ...usageOf((bucket) => Number(counts[bucket])),
      unpricedCalls: Number(counts.unpricedCalls),
      costUsd,
    },
  }));
}
