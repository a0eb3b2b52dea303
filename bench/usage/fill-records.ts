import type { Database } from '../../apps/api/src/database/database.ts';
import { earliestIdAt } from '../../apps/api/src/records/earliest-id.ts';

/** The number of days with records, up to now. */
export const filledDays = 90;
/** The number of days with prompts and answers. Earlier content was pruned. */
const daysWithContent = 7;

/**
 * The callers: 50 keys in 20 workspaces. Each mostly uses a few of the 40 models and of the 6 task types. The first of
 * each is the most used.
 */
const castSql = `
CREATE SCHEMA bench;
SELECT setseed(0.42);
CREATE TABLE bench.model AS
SELECT number, 'provider-' || number % 10 AS provider_id, 'provider-' || number % 10 || '/model-' || number AS model_id
FROM generate_series(0, 39) AS number;
CREATE TABLE bench.key AS
SELECT number, 'key-' || number AS api_key_id, 'workspace-' || number % 20 AS workspace_id,
  ARRAY(SELECT floor(40 * power(random(), 2))::int FROM generate_series(1, 3 + number % 6)) AS models,
  ARRAY(SELECT floor(6 * random())::int FROM generate_series(1, 1 + number % 3)) AS tasks
FROM generate_series(0, 49) AS number;
ANALYZE bench.model;
ANALYZE bench.key`;

/**
 * $1: time of the first generation, epoch milliseconds. $2: milliseconds between two. $3 and $4: the first and the last
 * number. One call in fifty goes to any model for any task. Of a hundred generations, four failed, two were cancelled,
 * and six were served by a model other than the first.
 */
const generationsSql = `
INSERT INTO generation (id, status, workspace_id, api_key_id, execution_id, task_type, strategy, model_id, provider_id,
  finish_reason, raw_finish_reason, error_code, error_message, input_tokens, cached_input_tokens, output_tokens,
  cost_usd, latency_ms, first_token_ms, attempt_count, created_at, settled_at)
SELECT (substr(time, 1, 8) || '-' || substr(time, 9) || '-7' || substr(noise, 1, 3) || '-8' || substr(noise, 4, 3) || '-'
    || substr(noise, 7, 12))::uuid,
  status, workspace_id, api_key_id, CASE WHEN run < 0.2 THEN 'run-' || call.number / 10 END,
  CASE task WHEN 0 THEN NULL ELSE 'task-' || task END, 'BALANCED',
  CASE status WHEN 'COMPLETED' THEN model_id END, CASE status WHEN 'COMPLETED' THEN provider_id END,
  CASE status WHEN 'COMPLETED' THEN 'stop' END, CASE status WHEN 'COMPLETED' THEN 'stop' END,
  CASE status WHEN 'FAILED' THEN 'ALL_MODELS_FAILED' END, CASE status WHEN 'FAILED' THEN 'All models failed.' END,
  input_tokens, input_tokens / 4, output_tokens, (input_tokens * 0.15 + output_tokens * 0.6) / 1000000,
  latency_ms, latency_ms / 5, CASE WHEN fallback < 0.06 THEN 2 ELSE 1 END, created_at,
  created_at + latency_ms * interval '1 millisecond'
FROM (
  SELECT each.number, run, fallback, workspace_id, api_key_id, noise,
    lpad(to_hex($1::bigint + (each.number * $2::float8)::bigint), 12, '0') AS time,
    to_timestamp(($1::bigint + (each.number * $2::float8)::bigint) / 1000.0) AS created_at,
    CASE WHEN outcome < 0.04 THEN 'FAILED' WHEN outcome < 0.06 THEN 'CANCELLED' ELSE 'COMPLETED' END AS status,
    CASE WHEN stray < 0.02 THEN floor(40 * power(model, 2))::int
      ELSE models[1 + floor(cardinality(models) * power(model, 2))::int] END AS model_number,
    CASE WHEN stray < 0.02 THEN floor(6 * task)::int ELSE tasks[1 + floor(cardinality(tasks) * task)::int] END AS task,
    (200 * exp(3 * length))::int AS input_tokens, (40 * exp(3 * model * length))::int AS output_tokens,
    (300 * exp(4 * length * speed))::int AS latency_ms
  FROM (
    SELECT number, floor(50 * power(random(), 2))::int AS key, random() AS model, random() AS task, random() AS stray,
      random() AS outcome, random() AS fallback, random() AS run, random() AS length, random() AS speed,
      md5(number::text) AS noise
    FROM generate_series($3::int, $4::int) AS number
  ) AS each JOIN bench.key AS caller ON caller.number = each.key
) AS call JOIN bench.model AS callee ON callee.number = call.model_number`;

/** The attempt that served or ended a generation, and the failed attempt before it if there were two. */
const attemptsSql = `
INSERT INTO model_usage (id, generation_id, number, model_id, provider_id, deployment_id, workspace_id, api_key_id,
  execution_id, task_type, outcome, error_code, input_tokens, cached_input_tokens, output_tokens, input_usd,
  cached_input_usd, cache_write_usd, output_usd, cost_usd, price_source, baseline_usd, latency_ms, first_token_ms,
  finish_reason, raw_finish_reason, raw_usage, response_id, served_model, started_at)
SELECT CASE number WHEN 1 THEN generation.id ELSE overlay(generation.id::text PLACING '9' FROM 20)::uuid END, generation.id, number,
  CASE WHEN number = attempt_count THEN coalesce(model_id, 'provider-1/model-1') ELSE 'provider-0/model-0' END,
  CASE WHEN number = attempt_count THEN coalesce(provider_id, 'provider-1') ELSE 'provider-0' END, 'default', workspace_id,
  api_key_id, execution_id, task_type,
  CASE WHEN number < attempt_count THEN 'failed' ELSE lower(replace(status, 'COMPLETED', 'SUCCEEDED')) END,
  CASE WHEN number < attempt_count OR status = 'FAILED' THEN 'overloaded' END,
  part * input_tokens, part * cached_input_tokens, part * output_tokens, part * input_tokens * 0.15e-6, 0, 0,
  part * output_tokens * 0.6e-6, part * cost_usd, 'genai-prices', part * cost_usd * 1.5, latency_ms,
  CASE WHEN number = attempt_count AND status <> 'FAILED' THEN first_token_ms END,
  finish_reason, raw_finish_reason, CASE part WHEN 1 THEN '{"prompt_tokens":812,"completion_tokens":93}'::json END,
  'chatcmpl-' || substr(generation.id::text, 10), model_id, created_at
FROM generation, generate_series(1, attempt_count) AS number,
  LATERAL (SELECT CASE WHEN number = attempt_count THEN 1 ELSE 0 END AS part) AS share
WHERE generation.id >= $1::uuid AND generation.id < $2::uuid
ORDER BY generation.id`;

const contentsSql = `
INSERT INTO generation_content (generation_id, request, text, reasoning, tool_calls, plan)
SELECT id, '{"messages":[{"role":"user","parts":[{"type":"text","text":"Why do rivers bend?"}]}]}',
  'Because the outer bank wears away.', '', '[]', '{"strategy":"BALANCED","candidates":[],"exclusions":[]}'
FROM generation WHERE created_at > now() - $1 * interval '1 day'`;

/** Rows per statement. */
const batchSize = 250_000;

/** Fills the tables of records with `count` generations of the last 90 days, their attempts, and recent content. */
export async function fillRecords(pool: Database['pool'], count: number, nowMs: number): Promise<void> {
  await pool.query(castSql);
  const spanMs = filledDays * 86_400_000;
  const stepMs = spanMs / count;
  const idAt = (number: number): string => earliestIdAt(new Date(nowMs - spanMs + Math.floor((number - 0.5) * stepMs)));
  let attempts: Promise<unknown> = Promise.resolve();
  for (let first = 0; first < count; first += batchSize) {
    const end = Math.min(first + batchSize, count);
    const generations = pool.query(generationsSql, [nowMs - spanMs, stepMs, first, end - 1]);
    // Attempts are written together with the next generations.
    await Promise.all([attempts, generations]);
    attempts = pool.query(attemptsSql, [idAt(first), idAt(end)]);
  }
  await attempts;
  await pool.query(contentsSql, [daysWithContent]);
  await pool.query('DROP SCHEMA bench CASCADE');
}
