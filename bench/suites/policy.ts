import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compose } from '../../apps/api/src/compose/compose.ts';
import { openDatabase } from '../../apps/api/src/database/open-database.ts';
import { readSettings } from '../../apps/api/src/env.ts';
import { createLog } from '../../apps/api/src/process/log.ts';
import { plainRequest } from '../../apps/api/src/testing/plain-request.ts';
import { measureLoopDelay } from '../children/loop-delay.ts';
import { type Figure, median, millis } from '../figures.ts';

const recorded = 10_000;
const changes = 20;
const actor = { kind: 'ADMIN_KEY', id: 'bench', name: 'bench' } as const;

/** Requests of five kinds, served by one model, with prompts of different sizes. One per second. */
const fillSql = `
WITH filled AS (
  INSERT INTO generation (id, status, workspace_id, strategy, model_id, provider_id, latency_ms, attempt_count, cost_usd,
    input_tokens, output_tokens, created_at, settled_at)
  SELECT (substr(time, 1, 8) || '-' || substr(time, 9) || '-7000-8000-' || lpad(to_hex(number), 12, '0'))::uuid,
    'COMPLETED', 'default', 'BALANCED', $3, 'openai', 900, 1, 0.001, 100 + number, 200, at, at
  FROM generate_series(1, ${recorded}) AS number, LATERAL (SELECT $1::bigint + number * 1000 AS ms) AS moment,
    LATERAL (SELECT lpad(to_hex(ms), 12, '0') AS time, to_timestamp(ms / 1000.0) AS at) AS written
  RETURNING id, input_tokens
)
INSERT INTO generation_plan (generation_id, plan)
SELECT id, json_build_object('inputTokens', input_tokens, 'routing', $2::json->(input_tokens::int % 5),
  'candidates', json_build_array(json_build_object('modelId', $3)))
FROM filled`;

const kinds = [
  {},
  { strategy: 'COST_OPTIMIZED' },
  { taskType: 'code_generation' },
  { requiredCapabilities: ['vision'] },
  { chain: 'ANALYSIS' },
];

/**
 * A replay of 10,000 recorded requests under a draft of the default policy, and the time until a revision takes effect.
 */
export async function measurePolicy(): Promise<readonly Figure[]> {
  const home = await mkdtemp(join(tmpdir(), 'penstock-bench-'));
  const log = createLog('warn');
  const yaml = await readFile(new URL('../../config/model_policies.yml', import.meta.url), 'utf8');
  await writeFile(join(home, 'policy.yml'), yaml);
  const keys = ['OPENAI', 'ANTHROPIC', 'GOOGLE', 'MISTRAL', 'XAI', 'GROQ'].map((name) => [`${name}_API_KEY`, 'bench']);
  const quiet = { PORT: '0', HOST: '127.0.0.1', LOG_LEVEL: 'warn', PENSTOCK_PRICE_UPDATES: 'false' };
  const environment = { ...Object.fromEntries(keys), ...quiet, PENSTOCK_HOME: '.', PENSTOCK_POLICY: 'policy.yml' };
  const settings = readSettings(environment, home);
  const database = await openDatabase({ databaseUrl: null, home: settings.home, log });
  // The draft is the policy in force, so each request is planned under both.
  const values = [Date.now() + 60_000, JSON.stringify(kinds), 'openai/gpt-6-luna'];
  await database.pool.query(fillSql, values);
  await database.close();
  const penstock = await compose(settings, log);
  try {
    const { policies, validatePolicy, generations } = penstock.services;
    const draft = yaml.replace('quality: 0.32', 'quality: 0.42').replace('cost: 0.48', 'cost: 0.38');
    const takeLoop = measureLoopDelay();
    const replay = async (): Promise<{ ms: number; requests: number; blockedMs: number }> => {
      takeLoop();
      const startedAt = performance.now();
      const { replay: result } = await validatePolicy(draft, recorded);
      return { ms: performance.now() - startedAt, requests: result?.requests ?? 0, blockedMs: takeLoop().max };
    };
    const cold = await replay();
    const warm = await replay();
    if (cold.requests !== recorded) throw new Error(`${cold.requests} requests were replayed, not ${recorded}.`);
    // A running service has planned before. Its very first plan takes longer, because nothing is compiled yet.
    await generations.plan(plainRequest('Say "hello".', { maxOutputTokens: 100 }));
    const times: number[] = [];
    for (let at = 0; at < changes; at++) {
      const { revision } = await policies.apply(at % 2 === 0 ? draft : yaml, null, { actor, comment: null });
      const appliedAt = performance.now();
      await generations.plan(plainRequest('Say "hello".', { maxOutputTokens: 100 }));
      times.push(performance.now() - appliedAt);
      if (penstock.rules.current().revision !== revision) throw new Error(`Revision ${revision} is not in force.`);
    }
    return [
      { name: 'replay of 10,000 recorded requests, with the start of its thread', value: millis(cold.ms), aim: '5 s' },
      { name: 'the same again', value: millis(warm.ms), aim: '5 s' },
      {
        name: 'longest hold-up of the event loop by a replay',
        value: millis(cold.blockedMs),
        besides: `${millis(warm.blockedMs)} again`,
      },
      {
        name: 'from the answer of applyPolicy to the next plan under it',
        value: millis(median(times)),
        aim: '10 ms',
        besides: `at most ${millis(Math.max(...times))} of ${changes}`,
      },
    ];
  } finally {
    await penstock.close(1_000);
    await rm(home, { recursive: true, force: true });
  }
}
