import { randomInt } from 'node:crypto';
import { Pool } from 'undici';
import { connectTo } from '../../apps/api/src/testing/postgres-server.ts';
import { Child } from '../child.ts';
import type { Spread } from '../children/reporting.ts';
import { spreadOf } from '../figures.ts';
import { type PostgresWork, watchPostgres } from './watch-postgres.ts';

/**
 * The budgets that apply to the calls: none, one for each of many workspaces, or one for all of them. `row`: a budget
 * without slices, so that only its row counts.
 */
export type Scopes = 'none' | 'many' | 'row' | 'hot';

/** As if its slices had just been taken back, permanently. */
export const withoutSlicesSql = "UPDATE budget_period SET recalled_at = 'infinity'";

export type CallFigures = {
  perSecond: number;
  latency: Spread;
  /** CPU per call, microseconds: of all replicas, of PostgreSQL, of the upstream. */
  apiMicros: number;
  postgresMicros: number;
  upstreamMicros: number;
  postgres: PostgresWork;
};

const adminKey = 'psk_admin_of_the_benchmark';
const workspaceCount = 50;
const firstCalls = 1_000;
/** The result of one measurement. */
export const recordedCalls = 4_000;
const atOnce = 96;
const generate = 'mutation G($input: GenerateInput!) { generate(input: $input) { id } }';
const saveBudget = 'mutation S($input: BudgetInput!) { saveBudget(input: $input) { id } }';
const createWorkspace = 'mutation W($input: WorkspaceInput!) { createWorkspace(input: $input) { id } }';

type Send = (query: string, variables: object) => Promise<void>;

/** Unstreamed calls through this number of replicas, 96 at once in total. Each is recorded and settled. */
export async function measureCalls(databaseUrl: string, replicas: number, scopes: Scopes): Promise<CallFigures> {
  const simulator = await Child.start('simulator', { PACE_FIRST_TOKEN_MS: '0', PACE_TOKENS_PER_SECOND: '0' });
  const environment = {
    UPSTREAM_URL: simulator.facts.openaiUrl ?? '',
    DATABASE_URL: databaseUrl,
    PENSTOCK_ADMIN_KEY: adminKey,
  };
  const apis = [await Child.start('api', environment)];
  while (apis.length < replicas) apis.push(await Child.start('api', environment));
  const pools = apis.map(({ facts }) => new Pool(new URL(facts.url ?? '').origin, { connections: atOnce }));
  const sends = pools.map(
    (pool): Send =>
      (query, variables) =>
        send(pool, query, variables),
  );
  await prepare(sends[0] as Send, scopes);
  if (scopes === 'row') await runOn(databaseUrl, withoutSlicesSql);
  const run = (count: number) => callAll(sends, count, scopes === 'many');
  await run(firstCalls);
  const watch = await watchPostgres(databaseUrl);
  const cpu = async (children: readonly Child[]): Promise<number> =>
    (await Promise.all(children.map((child) => child.sample()))).reduce((sum, { cpuMicros }) => sum + cpuMicros, 0);
  const [api, upstream] = [await cpu(apis), await cpu([simulator])];
  await watch.take();
  const startedMs = performance.now();
  const latencies = await run(recordedCalls);
  const perSecond = (recordedCalls * 1_000) / (performance.now() - startedMs);
  const postgres = await watch.take();
  const figures = {
    perSecond,
    latency: spreadOf(latencies),
    postgres,
    apiMicros: ((await cpu(apis)) - api) / recordedCalls,
    postgresMicros: postgres.cpuMicros / recordedCalls,
    upstreamMicros: ((await cpu([simulator])) - upstream) / recordedCalls,
  };
  await watch.close();
  await Promise.all(pools.map((pool) => pool.close()));
  for (const child of [...apis, simulator]) await child.stop();
  return figures;
}

async function prepare(post: Send, scopes: Scopes): Promise<void> {
  const budget = { window: 'DAY', limitUsd: '100000' };
  if (scopes === 'hot' || scopes === 'row') await post(saveBudget, { input: { name: 'everything', ...budget } });
  if (scopes !== 'many') return;
  for (let index = 0; index < workspaceCount; index++) {
    const id = `workspace-${index}`;
    await post(createWorkspace, { input: { id, name: id } });
    await post(saveBudget, { input: { name: id, workspaceId: id, ...budget } });
  }
  // The other replicas read new workspaces and budgets within a second or two.
  await new Promise((resolve) => setTimeout(resolve, 5_000));
}

/** Returns the duration of each call, milliseconds. */
async function callAll(sends: readonly Send[], count: number, areMany: boolean): Promise<readonly number[]> {
  const latencies: number[] = [];
  let left = count;
  const work = async (post: Send): Promise<void> => {
    while (left-- > 0) {
      const input = {
        prompt: 'Answer in 20 words: why do rivers bend?',
        maxTokens: 60,
        ...(areMany && { workspaceId: `workspace-${randomInt(workspaceCount)}` }),
      };
      const beganMs = performance.now();
      await post(generate, { input });
      latencies.push(performance.now() - beganMs);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, (_, index) => work(sends[index % sends.length] as Send)));
  return latencies;
}

async function runOn(databaseUrl: string, sql: string): Promise<void> {
  const client = await connectTo(databaseUrl);
  await client.query(sql);
  await client.end();
}

async function send(pool: Pool, query: string, variables: object): Promise<void> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${adminKey}` };
  const body = JSON.stringify({ query, variables });
  const response = await pool.request({ path: '/graphql', method: 'POST', headers, body });
  const text = await response.body.text();
  if (response.statusCode !== 200 || text.includes('"errors"')) throw new Error(text);
}
