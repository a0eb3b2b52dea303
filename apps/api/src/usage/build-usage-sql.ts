import type { UsageDimension, UsageInterval, UsageQuery } from './usage-report.ts';

/** The column of each dimension. */
export const dimensionColumns: Readonly<Record<UsageDimension, string>> = {
  MODEL: 'model_id',
  PROVIDER: 'provider_id',
  WORKSPACE: 'workspace_id',
  API_KEY: 'api_key_id',
  TASK_TYPE: 'task_type',
};

const intervalUnits: Readonly<Record<UsageInterval, string>> = { HOUR: 'hour', DAY: 'day' };

/**
 * One statement for the whole report, so that totals, groups and series agree: each row says by `part` what it is.
 * A fallback is a success of another model than the generation's first attempt went to.
 */
export function buildUsageSql(query: UsageQuery, from: Date, to: Date): { text: string; values: unknown[] } {
  const dimensions = (query.groupBy ?? []).map((dimension) => dimensionColumns[dimension]);
  const { conditions, values } = buildConditions(query, from, to);
  const unit = query.interval == null ? null : intervalUnits[query.interval];
  const at = unit === null ? '' : `, date_trunc('${unit}', started_at, 'UTC') AS at`;
  const text = `
WITH calls AS (
  SELECT *${at},
    CASE WHEN number > 1 AND outcome = 'succeeded' THEN EXISTS (
      SELECT FROM model_usage AS opening
      WHERE opening.generation_id = usage.generation_id AND opening.number = 1 AND opening.model_id <> usage.model_id
    ) ELSE false END AS is_fallback
  FROM model_usage AS usage
  WHERE ${conditions.join(' AND ')}
)
SELECT ${partOf(dimensions, unit !== null)} AS part${unit === null ? '' : ', at'}${dimensions.map((name) => `, ${name}`).join('')},
${totals}
FROM calls
GROUP BY GROUPING SETS (${groupingSets(dimensions, unit !== null)})
ORDER BY ${unit === null ? '' : 'at NULLS FIRST, '}sum(cost_usd) DESC NULLS LAST, count(*) DESC`;
  return { text, values };
}

function buildConditions(query: UsageQuery, from: Date, to: Date): { conditions: string[]; values: unknown[] } {
  const values: unknown[] = [from.toISOString(), to.toISOString()];
  const conditions = ['started_at >= $1::timestamptz', 'started_at < $2::timestamptz', "outcome <> 'skipped'"];
  const filters = {
    workspace_id: query.workspaceId,
    api_key_id: query.apiKeyId,
    model_id: query.modelId,
    provider_id: query.providerId,
    task_type: query.taskType,
  };
  for (const [column, value] of Object.entries(filters)) {
    if (value == null) continue;
    values.push(value);
    conditions.push(`${column} = $${values.length}`);
  }
  return { conditions, values };
}

function groupingSets(dimensions: readonly string[], hasSeries: boolean): string {
  const sets = ['()'];
  if (dimensions.length > 0) sets.push(`(${dimensions.join(', ')})`);
  if (hasSeries) sets.push(`(${['at', ...dimensions].join(', ')})`);
  return sets.join(', ');
}

function partOf(dimensions: readonly string[], hasSeries: boolean): string {
  const series = hasSeries ? `WHEN GROUPING(at) = 0 THEN 'series' ` : '';
  const group = dimensions.length > 0 ? `WHEN GROUPING(${dimensions[0]}) = 0 THEN 'group' ` : '';
  return series || group ? `CASE ${series}${group}ELSE 'totals' END` : `'totals'`;
}

const totals = `  count(*) AS calls,
  count(*) FILTER (WHERE outcome = 'failed') AS failures,
  count(*) FILTER (WHERE outcome = 'succeeded') AS successes,
  coalesce(sum(input_tokens), 0) AS input_tokens,
  coalesce(sum(cached_input_tokens), 0) AS cached_input_tokens,
  coalesce(sum(cache_write_tokens), 0) AS cache_write_tokens,
  coalesce(sum(output_tokens), 0) AS output_tokens,
  coalesce(sum(reasoning_tokens), 0) AS reasoning_tokens,
  trim_scale(coalesce(sum(cost_usd), 0))::text AS cost_usd,
  count(*) FILTER (WHERE cost_usd IS NULL) AS unpriced_calls,
  avg(latency_ms) FILTER (WHERE outcome = 'succeeded')::float8 AS average_latency_ms,
  percentile_cont(0.5) WITHIN GROUP (ORDER BY latency_ms) FILTER (WHERE outcome = 'succeeded') AS p50_latency_ms,
  percentile_cont(0.95) WITHIN GROUP (ORDER BY latency_ms) FILTER (WHERE outcome = 'succeeded') AS p95_latency_ms,
  avg(first_token_ms)::float8 AS average_first_token_ms,
  percentile_cont(0.95) WITHIN GROUP (ORDER BY first_token_ms) AS p95_first_token_ms,
  count(*) FILTER (WHERE is_fallback) AS fallbacks`;
