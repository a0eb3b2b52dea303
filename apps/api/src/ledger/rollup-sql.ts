import { tokenColumns } from '../records/token-columns.ts';
import { type RollupTable, rollupDimensions, rollupLevels } from './rollup-levels.ts';

const dimensions = rollupDimensions.join(', ');

const counts = [
  'calls',
  'successes',
  'failures',
  ...tokenColumns.map(({ column }) => column),
  'unpriced_calls',
  'compared_calls',
  'fallbacks',
  'latency_ms',
  'first_token_ms',
] as const;
const money = ['cost_usd', 'saved_usd'] as const;
const histograms = ['latencies', 'first_tokens'] as const;

/** The columns of a rollup, by how they are added. */
export const rollupColumns = { counts, money, histograms } as const;

/** Columns that are added to an existing row. */
const sums = [...counts, ...money];

const additions = [
  ...sums.map((name) => `${name} = rollup.${name} + EXCLUDED.${name}`),
  ...histograms.map((name) => `${name} = histogram_plus(rollup.${name}, EXCLUDED.${name})`),
].join(', ');

/**
 * The attempts of the generations that a relation lists by `generation_id`. OFFSET 0 forces a lookup by key for each.
 * Otherwise PostgreSQL may overestimate the relation and read all attempts.
 */
export function attemptsOf(relation: string): string {
  return `(SELECT attempt.* FROM ${relation} AS named CROSS JOIN LATERAL (
    SELECT * FROM model_usage WHERE model_usage.generation_id = named.generation_id OFFSET 0) AS attempt)`;
}

/** The records that are not in the rollups yet. */
export const recentRecords = attemptsOf('usage_recent');

const hourAndKeys = `date_trunc('hour', started_at, 'UTC') AS hour, workspace_id, coalesce(api_key_id, '') AS api_key_id,
  provider_id, model_id, coalesce(task_type, '') AS task_type`;

const figures = `count(*) AS calls, count(*) FILTER (WHERE outcome = 'succeeded') AS successes,
  count(*) FILTER (WHERE outcome IN ('failed', 'interrupted')) AS failures,
  ${tokenColumns.map(({ column }) => `sum(${column}) AS ${column}`).join(', ')},
  coalesce(sum(cost_usd), 0) AS cost_usd, count(*) FILTER (WHERE cost_usd IS NULL) AS unpriced_calls,
  coalesce(sum(baseline_usd - cost_usd), 0) AS saved_usd, count(baseline_usd - cost_usd) AS compared_calls,
  count(*) FILTER (WHERE number > 1 AND outcome = 'succeeded' AND EXISTS (
    SELECT FROM model_usage AS opening WHERE opening.generation_id = usage.generation_id AND opening.number = 1
      AND opening.model_id <> usage.model_id)) AS fallbacks,
  coalesce(sum(latency_ms) FILTER (WHERE outcome = 'succeeded'), 0) AS latency_ms,
  coalesce(sum(first_token_ms), 0) AS first_token_ms`;

/**
 * Hourly rollups over every dimension, of the rows of `attempts` that match `condition` on `usage`. `attempts` is a
 * relation like `model_usage`. A skipped attempt is not a call. A fallback is a success of a model other than the model
 * of the first attempt.
 */
export function rollUp(attempts: string, condition: string): string {
  return `SELECT ${hourAndKeys}, ${figures},
  histogram_of(latency_ms) FILTER (WHERE outcome = 'succeeded') AS latencies, histogram_of(first_token_ms) AS first_tokens
FROM ${attempts} AS usage
WHERE outcome <> 'skipped' AND ${condition}
GROUP BY 1, 2, 3, 4, 5, 6`;
}

/**
 * The same by end user, session and tag, without histograms. There is one row for each that a generation names. A call
 * with two tags counts for both.
 */
export function rollUpAttributions(attempts: string, condition: string): string {
  return `SELECT ${hourAndKeys}, dimension, value, ${figures}
FROM ${attempts} AS usage CROSS JOIN LATERAL (
  SELECT named.* FROM (SELECT end_user, session_id, tags FROM generation WHERE generation.id = usage.generation_id OFFSET 0)
    AS owner CROSS JOIN LATERAL (
      SELECT 'END_USER' AS dimension, end_user AS value WHERE end_user IS NOT NULL
      UNION ALL SELECT 'SESSION', session_id WHERE session_id IS NOT NULL
      UNION ALL SELECT 'TAG', tag FROM unnest(tags) AS tag
    ) AS named
) AS attribution
WHERE outcome <> 'skipped' AND ${condition}
GROUP BY 1, 2, 3, 4, 5, 6, 7, 8`;
}

/** Adds rows of `rollUpAttributions` to their table; `sign` -1 subtracts them. */
export function addAttributions(rows: string, sign: 1 | -1 = 1): string {
  const keys = ['dimension', 'hour', 'value', ...rollupDimensions].join(', ');
  const added = sums.map((name) => `${name} = rollup.${name} + EXCLUDED.${name}`).join(', ');
  return `INSERT INTO usage_attribution AS rollup (${keys}, ${sums.join(', ')})
SELECT ${keys}, ${sums.map((name) => `${sign} * ${name}`).join(', ')} FROM (${rows}) AS added
ORDER BY 1, 2, 3, 4, 5, 6, 7, 8
ON CONFLICT (${keys}) DO UPDATE SET ${added}`;
}

/**
 * The same hourly rollups with negative figures, so that adding them subtracts. `hours`: a relation made by `rollUp`.
 */
export function negated(hours: string): string {
  const keys = ['hour', ...rollupDimensions];
  const negatives = [
    ...sums.map((name) => `-${name} AS ${name}`),
    ...histograms.map((name) => `ARRAY(SELECT -count FROM unnest(${name}) AS count) AS ${name}`),
  ];
  return `SELECT ${[...keys, ...negatives].join(', ')} FROM ${hours}`;
}

/** The time column of each table, computed from an hour. */
const times: Readonly<Record<RollupTable, { column: string; ofHour: string }>> = {
  usage_hour: { column: 'hour', ofHour: 'hour' },
  usage_day: { column: 'day', ofHour: "date_trunc('day', hour, 'UTC')" },
};

/** Adds hourly rollups of `rollUp` to all levels of a table. */
export function addToRollups(table: RollupTable, hours: string): string {
  const { column, ofHour } = times[table];
  const keys = rollupDimensions.map((name) => `coalesce(${name}, '')`).join(', ');
  const added = [...sums.map((name) => `sum(${name})`), ...histograms.map((name) => `histogram_sum(${name})`)];
  const sets = rollupLevels[table].map((level) => `(${[ofHour, ...level].join(', ')})`);
  return `INSERT INTO ${table} AS rollup (grain, ${column}, ${dimensions}, ${sums.join(', ')}, ${histograms.join(', ')})
SELECT GROUPING(${dimensions}), ${ofHour}, ${keys}, ${added.join(', ')}
FROM ${hours} GROUP BY GROUPING SETS (${sets.join(', ')})
ORDER BY 1, 2, 3, 4, 5, 6, 7
ON CONFLICT (grain, ${column}, ${dimensions}) DO UPDATE SET ${additions}`;
}
