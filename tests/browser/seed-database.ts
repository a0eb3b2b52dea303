import type { Database } from '../../apps/api/src/database/database.ts';

/** The models of the seeded history. The fixture's policy has the same. */
const models = [
  'acme/atlas-large',
  'acme/atlas-mini',
  'acme/atlas-code',
  'borealis/aurora',
  'borealis/sim-cut-6',
  'borealis/sim-500',
];

/**
 * Generations over the last 30 days, at an even rate except at night, the newest a minute old. Of 40, one failed at all
 * its models, one was cancelled, and four fell back from `borealis/sim-cut-6` to `acme/atlas-mini`. They are the same
 * at each start.
 */
const generationsSql = `
INSERT INTO generation (id, status, workspace_id, end_user, session_id, tags, task_type, strategy, model_id, provider_id,
  finish_reason, error_code, error_message, input_tokens, output_tokens, cached_input_tokens, cost_usd, latency_ms,
  first_token_ms, attempt_count, fell_back, created_at, settled_at)
SELECT (substr(time, 1, 8) || '-' || substr(time, 9) || '-7000-8000-' || lpad(to_hex(number), 12, '0'))::uuid,
  CASE WHEN is_failed THEN 'FAILED' WHEN number % 40 = 9 THEN 'CANCELLED' ELSE 'COMPLETED' END,
  CASE WHEN number % 5 < 3 THEN 'team-a' ELSE 'team-b' END,
  'person-' || number % 7, 'session-' || number / 4,
  CASE WHEN number % 3 = 0 THEN ARRAY['checkout', 'eu'] WHEN number % 3 = 1 THEN ARRAY['search'] ELSE ARRAY[]::text[] END,
  (ARRAY['chat', 'code_generation', 'summarization', 'extraction'])[1 + number % 4], 'BALANCED',
  CASE WHEN is_failed THEN NULL WHEN is_rescued THEN 'acme/atlas-mini' ELSE model END,
  CASE WHEN is_failed THEN NULL WHEN is_rescued THEN 'acme' ELSE split_part(model, '/', 1) END,
  CASE WHEN is_failed THEN NULL ELSE 'stop' END,
  CASE WHEN is_failed THEN 'ALL_MODELS_FAILED' END,
  CASE WHEN is_failed THEN 'Both models failed: borealis/sim-500 answered 500, borealis/sim-cut-6 cut the stream.' END,
  input, output, input / 4, CASE WHEN is_failed THEN 0 ELSE input * 0.000001 + output * 0.000004 END,
  CASE WHEN is_failed THEN 900 ELSE 700 + number * 37 % 2400 END, CASE WHEN is_failed THEN NULL ELSE 140 + number * 13 % 420 END,
  CASE WHEN is_failed OR is_rescued THEN 2 ELSE 1 END, is_rescued, at, at + interval '3 seconds'
FROM generate_series(0, $1::int - 1) AS number,
  LATERAL (SELECT $2::bigint - 60000 - (($1::int - 1 - number) * (2592000000 / $1::int))::bigint AS ms,
    number % 40 = 17 AS is_failed, number % 40 IN (3, 13, 23, 33) AS is_rescued,
    ($3::text[])[1 + (number * 7 % 10) * (number % 3 + 2) / 12 % 4] AS model,
    200 + number * 53 % 1800 AS input, 60 + number * 29 % 700 AS output) AS facts,
  LATERAL (SELECT lpad(to_hex(ms), 12, '0') AS time, to_timestamp(ms / 1000.0) AS at) AS written`;

/** The attempts of these generations. A failed first attempt contains the reason for the second. */
const attemptsSql = `
INSERT INTO model_usage (id, generation_id, number, model_id, provider_id, deployment_id, workspace_id, task_type, outcome,
  error_code, error_message, input_tokens, output_tokens, cached_input_tokens, input_usd, output_usd, cost_usd,
  price_source, baseline_usd, latency_ms, first_token_ms, finish_reason, started_at)
SELECT gen_random_uuid(), id, attempt,
  CASE WHEN is_last THEN COALESCE(model_id, 'borealis/sim-500') ELSE 'borealis/sim-cut-6' END,
  CASE WHEN is_last THEN COALESCE(provider_id, 'borealis') ELSE 'borealis' END, 'default', workspace_id, task_type,
  CASE WHEN is_bad THEN 'failed' WHEN status = 'CANCELLED' THEN 'cancelled' ELSE 'succeeded' END,
  CASE WHEN NOT is_bad THEN NULL WHEN is_last THEN 'server-error' ELSE 'stream-cut' END,
  CASE WHEN NOT is_bad THEN NULL WHEN is_last THEN 'The provider answered 500.' ELSE 'The stream ended in the middle.' END,
  CASE WHEN is_bad THEN 0 ELSE input_tokens END, CASE WHEN is_bad THEN 0 ELSE output_tokens END,
  CASE WHEN is_bad THEN 0 ELSE cached_input_tokens END,
  CASE WHEN is_bad THEN 0 ELSE input_tokens * 0.000001 END, CASE WHEN is_bad THEN 0 ELSE output_tokens * 0.000004 END,
  CASE WHEN is_bad THEN 0 ELSE cost_usd END, 'policy',
  CASE WHEN is_bad THEN 0 WHEN model_id = 'acme/atlas-large' THEN cost_usd * 0.9 ELSE cost_usd * 1.6 END,
  CASE WHEN is_last THEN latency_ms ELSE 300 END, CASE WHEN is_bad THEN NULL ELSE first_token_ms END,
  CASE WHEN is_bad THEN NULL ELSE 'stop' END, created_at + (attempt - 1) * interval '300 milliseconds'
FROM generation, LATERAL generate_series(1, attempt_count) AS attempt,
  LATERAL (SELECT attempt = attempt_count AS is_last, attempt < attempt_count OR status = 'FAILED' AS is_bad) AS facts`;

const contentSql = `
INSERT INTO generation_content (generation_id, request, text, reasoning, tool_calls, plan)
SELECT id, json_build_object('messages', json_build_array(json_build_object('role', 'user', 'parts',
    json_build_array(json_build_object('type', 'text', 'text', 'How does a penstock carry water to the turbine?'))))),
  CASE WHEN status = 'FAILED' THEN '' ELSE 'A penstock is a gated channel. It carries water under pressure to the turbine.' END,
  '', '[]', json_build_object('strategy', 'BALANCED', 'chain', NULL, 'inputTokens', input_tokens, 'maxOutputTokens', 1000,
    'requiredCapabilities', '[]'::json, 'exclusions', '[]'::json, 'routing', '{}'::json,
    'candidates', json_build_array(
      json_build_object('modelId', COALESCE(model_id, 'borealis/sim-500'), 'score', 0.82, 'estimatedCostUsd', 0.002,
        'worstCaseCostUsd', 0.006, 'estimatedLatencyMs', 900,
        'scores', json_build_object('cost', 0.9, 'quality', 0.7, 'latency', 0.8), 'reasons', '[]'::json)))
FROM generation`;

/**
 * A budget of a workspace that is nearly used up: 91 % at first. A budget without a window counts from its creation.
 */
const budgetSql = `
WITH made AS (
  INSERT INTO budget (id, name, workspace_id, "window", limit_usd, hard, alert_threshold, source, created_at, updated_at)
  VALUES (gen_random_uuid(), 'Team A, all time', 'team-a', 'TOTAL', 20, true, 0.8, 'operator', $1, $1) RETURNING id)
INSERT INTO budget_period (budget_id, window_start, spent_usd) SELECT id, to_timestamp(0), 18.2 FROM made`;

/** Fills a new database with generations of two workspaces. The service adds them up when it starts. */
export async function seedDatabase(pool: Database['pool'], count: number, nowMs: number): Promise<void> {
  for (const [id, name] of [
    ['team-a', 'Team A'],
    ['team-b', 'Team B'],
  ]) {
    await pool.query('INSERT INTO workspace (id, name, tags, created_at) VALUES ($1, $2, $3, $4)', [
      id,
      name,
      [],
      new Date(nowMs - 40 * 86_400_000),
    ]);
  }
  await pool.query(generationsSql, [count, nowMs, models]);
  await pool.query(attemptsSql);
  await pool.query(contentSql);
  await pool.query(budgetSql, [new Date(nowMs)]);
  await pool.query('INSERT INTO usage_recent (generation_id) SELECT id FROM generation');
}
