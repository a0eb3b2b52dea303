/** The dimensions of a rollup, which with the hour are its key. */
const key = 'hour, workspace_id, api_key_id, provider_id, model_id, task_type';

/** What is added where the hour has a row already. */
const sums = [
  'calls',
  'successes',
  'failures',
  'input_tokens',
  'cached_input_tokens',
  'cache_write_tokens',
  'output_tokens',
  'reasoning_tokens',
  'cost_usd',
  'unpriced_calls',
  'saved_usd',
  'compared_calls',
  'fallbacks',
  'latency_ms',
  'first_token_ms',
];
const histograms = ['latencies', 'first_tokens'];

const additions = [
  ...sums.map((name) => `${name} = rollup.${name} + EXCLUDED.${name}`),
  ...histograms.map((name) => `${name} = histogram_plus(rollup.${name}, EXCLUDED.${name})`),
].join(', ');

/**
 * Adds the rows of `attempts`, a relation like `model_usage`, to the hours that they began in. In the order of the key,
 * so that two replicas that add to the same hours never wait for each other in a circle. An attempt that was skipped was
 * no call; a fallback is a success of another model than the generation's first attempt went to.
 */
export function addToRollups(attempts: string): string {
  return `INSERT INTO usage_hour AS rollup (${key}, ${sums.join(', ')}, ${histograms.join(', ')})
SELECT date_trunc('hour', started_at, 'UTC'), workspace_id, coalesce(api_key_id, ''), provider_id, model_id,
  coalesce(task_type, ''), count(*), count(*) FILTER (WHERE outcome = 'succeeded'),
  count(*) FILTER (WHERE outcome = 'failed'), sum(input_tokens), sum(cached_input_tokens), sum(cache_write_tokens),
  sum(output_tokens), sum(reasoning_tokens), coalesce(sum(cost_usd), 0), count(*) FILTER (WHERE cost_usd IS NULL),
  coalesce(sum(baseline_usd - cost_usd), 0), count(baseline_usd - cost_usd),
  count(*) FILTER (WHERE number > 1 AND outcome = 'succeeded' AND EXISTS (
    SELECT FROM ${attempts} AS opening WHERE opening.generation_id = usage.generation_id AND opening.number = 1
      AND opening.model_id <> usage.model_id)),
  coalesce(sum(latency_ms) FILTER (WHERE outcome = 'succeeded'), 0), coalesce(sum(first_token_ms), 0),
  histogram_of(latency_ms) FILTER (WHERE outcome = 'succeeded'), histogram_of(first_token_ms)
FROM ${attempts} AS usage
WHERE outcome <> 'skipped'
GROUP BY 1, 2, 3, 4, 5, 6
ORDER BY 1, 2, 3, 4, 5, 6
ON CONFLICT (${key}) DO UPDATE SET ${additions}`;
}
