import type pg from 'pg';
import type { UsageFigures } from './usage-figures.ts';

/** What one model has been called for on one day of UTC. `dayMs`: where the day begins, epoch milliseconds. */
export type ModelDay = { dayMs: number; modelId: string; figures: UsageFigures };

type Row = { day: Date; modelId: string; costUsd: string } & Record<Exclude<keyof UsageFigures, 'costUsd'>, string>;

const sql = `
SELECT day, model_id AS "modelId", sum(calls) AS calls, sum(failures) AS failures, sum(input_tokens) AS "inputTokens",
  sum(cached_input_tokens) AS "cachedInputTokens", sum(cache_write_tokens) AS "cacheWriteTokens",
  sum(output_tokens) AS "outputTokens", sum(reasoning_tokens) AS "reasoningTokens",
  sum(unpriced_calls) AS "unpricedCalls", trim_scale(sum(cost_usd))::text AS "costUsd"
FROM usage_day
WHERE day >= $1::timestamptz AND ($2::text IS NULL OR workspace_id = $2)
GROUP BY day, model_id
ORDER BY day, sum(cost_usd) DESC, model_id`;

/**
 * The rollups of the days from one on, by model; the most expensive of a day first. `workspaceId` null: of all. Reads no
 * records.
 */
export async function readDays(
  pool: pg.Pool,
  fromDayMs: number,
  workspaceId: string | null,
): Promise<readonly ModelDay[]> {
  const values = [new Date(fromDayMs).toISOString(), workspaceId];
  const { rows } = await pool.query<Row>(sql, values);
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
