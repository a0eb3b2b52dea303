import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Simulator, startSimulator } from '@penstock/simulator';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { periodFiguresSql } from '../ledger/period-figures-sql.ts';
import { createWorkspace } from '../testing/create-workspace.ts';
import { findPostgres, howToGetPostgres, type PostgresServer, startPostgres } from '../testing/postgres-server.ts';
import { prepareEmbedded } from '../testing/prepare-embedded.ts';
import { type LaunchedProcess, launchProcess, type ServiceProcess } from '../testing/start-process.ts';
import { budgetPolicy, generate } from './budget-stage.ts';

/** The number of kills under load. The start gets half as many. `CRASHES=50` for the long run. */
const crashes = Number(process.env.CRASHES ?? 4);

vi.setConfig({ testTimeout: 180_000 + crashes * 60_000, hookTimeout: 60_000 });

const binaries = findPostgres();
let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator({ pace: { firstTokenMs: 5, tokensPerSecond: 0 }, rememberedRequests: 10 });
});
afterAll(() => simulator.close());

describe('a process that is killed at any moment under load', () => {
  it('keeps everything that it reported complete, once, in the embedded database', async () => {
    await survive((home) => ({ environment: {}, connection: { host: join(home, 'socket'), user: 'postgres' } }));
  });

  it.skipIf(binaries === null)(`keeps it on PostgreSQL [${binaries ?? `not found; ${howToGetPostgres}`}]`, async () => {
    const server: PostgresServer = await startPostgres(binaries ?? '');
    const databaseUrl = await server.createDatabase();
    await survive(() => ({
      environment: { DATABASE_URL: databaseUrl },
      connection: { connectionString: databaseUrl },
    }));
    await server.remove();
  });
});

describe.skipIf(binaries === null)(
  `a process that is killed while its database is unavailable [${binaries ?? `not found; ${howToGetPostgres}`}]`,
  () => {
    it('keeps completed generations in its journal, and writes each once, after any number of kills', async () => {
      const server = await startPostgres(binaries ?? '');
      const databaseUrl = await server.createDatabase();
      const folder = await mkdtemp(join(tmpdir(), 'penstock-journal-'));
      const home = join(folder, 'home');
      await writeFile(join(folder, 'policy.yml'), budgetPolicy(simulator, '{}'));
      const launch = () => launchProcess(folder, { PENSTOCK_HOME: home, DATABASE_URL: databaseUrl });
      const completed: string[] = [];
      const complete = async (service: ServiceProcess): Promise<void> => {
        const result = await Promise.all(Array.from({ length: 20 }, () => generate(service)));
        for (const one of result) completed.push('id' in one ? one.id : one.message);
      };

      const service = await launch().listening;
      await complete(service);
      await server.stop('fast');
      await complete(service);
      await service.stop('SIGKILL');
      expect((await readFile(join(home, 'settlements.journal'), 'utf8')).length).toBeGreaterThan(0);
      await server.start();
      for (let kill = 0; kill < 2; kill++) await dieWhileStarting(launch(), 3_000);
      const again = await launch().listening;
      const connection = { connectionString: databaseUrl };
      await untilAddedUp(connection);
      const ids = (await read(connection, 'SELECT id FROM generation')).map(({ id }) => id);
      const [sums] = await read(connection, sumsSql);
      await again.stop('SIGTERM');
      await server.remove();
      await rm(folder, { recursive: true, force: true });

      expect(ids.sort()).toEqual([...completed].sort());
      expect(sums).toMatchObject({
        records: '40',
        rolledUp: '40',
        rolledUpUsd: sums?.recordedUsd,
        daysUsd: sums?.recordedUsd,
      });
    });
  },
);

describe('a process that is killed in the middle of its streams', () => {
  it('leaves a record with the cost of each, and a binding budget, in the embedded database', async () => {
    await spendVisibly((home) => ({ environment: {}, connection: { host: join(home, 'socket'), user: 'postgres' } }));
  });

  it.skipIf(binaries === null)(
    `leaves the same on PostgreSQL [${binaries ?? `not found; ${howToGetPostgres}`}]`,
    async () => {
      const server = await startPostgres(binaries ?? '');
      const databaseUrl = await server.createDatabase();
      await spendVisibly(() => ({
        environment: { DATABASE_URL: databaseUrl },
        connection: { connectionString: databaseUrl },
      }));
      await server.remove();
    },
  );
});

/** Starts and kills the service in a loop. Each kill interrupts open streams, half of them on a budget. */
async function spendVisibly(placeOf: (home: string) => Place): Promise<void> {
  const streams = 6;
  const slow = await startSimulator({ pace: { firstTokenMs: 5, tokensPerSecond: 20 }, rememberedRequests: 100 });
  const folder = await mkdtemp(join(tmpdir(), 'penstock-crash-loop-'));
  const home = join(folder, 'home');
  await writeFile(join(folder, 'policy.yml'), budgetPolicy(slow, '{}'));
  const { environment, connection } = placeOf(home);
  if (environment.DATABASE_URL === undefined) await prepareEmbedded(home);
  const launch = () => launchProcess(folder, { PENSTOCK_HOME: home, PENSTOCK_LEASE_MS: '1000', ...environment });
  const send = (service: ServiceProcess, workspaceId: string, maxTokens = 1_000) =>
    generate(service, { prompt: 'Write 1000 tokens about the sea.', maxTokens, workspaceId }).catch(() => null);
  const rounds = 2;
  for (let round = 1; round <= rounds; round++) {
    const service = await launch().listening;
    if (round === 1) await saveStrictBudget(service);
    // This call fits once the reservations of the last round are settled.
    await vi.waitFor(
      async () => expect(await read(connection, 'SELECT FROM running_generation')).toHaveLength(0),
      20_000,
    );
    const lost = Array.from({ length: streams }, (_, index) => send(service, index % 2 === 0 ? 'strict' : 'default'));
    await vi.waitFor(() => expect(slow.openStreams()).toBe(streams), { timeout: 30_000, interval: 20 });
    // Generations on a budget are recorded already, others a moment after their start. A busy machine takes longer.
    await vi.waitFor(
      async () => expect(await read(connection, 'SELECT FROM running_generation')).toHaveLength(streams),
      { timeout: 20_000, interval: 20 },
    );
    await service.stop('SIGKILL');
    await Promise.all(lost);
    await vi.waitFor(() => expect(slow.openStreams()).toBe(0), 10_000);
  }

  const service = await launch().listening;
  const recorded = 'SELECT status, error_code, cost_usd > 0 AS costs, workspace_id FROM generation';
  await vi.waitFor(async () => expect(await read(connection, recorded)).toHaveLength(rounds * streams), 20_000);
  for (const row of await read(connection, recorded)) {
    expect(row).toMatchObject({ status: 'FAILED', error_code: 'INTERRUPTED', costs: true });
  }
  expect(slow.requests()).toHaveLength(rounds * streams);
  expect(await read(connection, 'SELECT outcome, is_estimated FROM model_usage GROUP BY 1, 2')).toEqual([
    { outcome: 'interrupted', is_estimated: true },
  ]);
  expect(await read(connection, heldSql)).toEqual([{ held: 0 }]);
  const [sums] = await read(
    connection,
    `SELECT (SELECT trim_scale(sum(spent_usd))::text FROM ${periodFiguresSql} AS period) AS spent,
      (SELECT trim_scale(sum(cost_usd))::text FROM model_usage WHERE workspace_id = 'strict') AS recorded`,
  );
  expect(sums?.spent).toBe(sums?.recorded);
  // The whole budget could pay for this call. Its rest after the killed calls cannot.
  expect(await send(service, 'strict', 4_090)).toMatchObject({ code: 'BUDGET_EXCEEDED' });
  await service.stop('SIGTERM');
  await slow.close();
  await rm(folder, { recursive: true, force: true });
}

/** Creates a budget for the worst case of three calls, somewhat over $0.1 each, and of one with 4,090 tokens. */
async function saveStrictBudget(service: ServiceProcess): Promise<void> {
  const { url, authorization } = service;
  await createWorkspace(service, 'strict');
  const query = 'mutation ($input: BudgetInput!) { saveBudget(input: $input) { id } }';
  const input = { name: 'strict', workspaceId: 'strict', window: 'TOTAL', limitUsd: '0.41', hard: true };
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization },
    body: JSON.stringify({ query, variables: { input } }),
  });
  expect(await response.json()).toMatchObject({ data: { saveBudget: {} } });
}

type Place = { environment: Record<string, string>; connection: pg.ClientConfig };

async function survive(placeOf: (home: string) => Place): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'penstock-crash-'));
  const home = join(folder, 'home');
  await writeFile(join(folder, 'policy.yml'), budgetPolicy(simulator, '{ daily_budget: 1000 }'));
  const { environment, connection } = placeOf(home);
  const launch = () => launchProcess(folder, { PENSTOCK_HOME: home, PENSTOCK_LEASE_MS: '1000', ...environment });
  const completed: string[] = [];
  let startMs = 2_000;
  for (let crash = 0; crash < crashes; crash++) {
    if (crash % 2 === 0) await dieWhileStarting(launch(), startMs);
    const startedAtMs = performance.now();
    const service = await launch().listening;
    startMs = performance.now() - startedAtMs;
    await dieUnderLoad(service, completed);
  }
  const service = await launch().listening;
  await vi.waitFor(async () => expect(await read(connection, heldSql)).toEqual([{ held: 0 }]), 30_000);
  await untilAddedUp(connection);
  const ids = new Set((await read(connection, 'SELECT id FROM generation')).map(({ id }) => id));
  const [sums] = await read(connection, sumsSql);
  await service.stop('SIGTERM');
  await rm(folder, { recursive: true, force: true });

  expect(completed.length).toBeGreaterThanOrEqual(crashes);
  expect(completed.filter((id) => !ids.has(id))).toEqual([]);
  expect(new Set(completed).size).toBe(completed.length);
  expect(sums?.records).toBe(String(ids.size));
  expect(sums).toMatchObject({
    rolledUp: sums?.records,
    rolledUpUsd: sums?.recordedUsd,
    daysUsd: sums?.recordedUsd,
    spentUsd: sums?.recordedUsd,
  });
}

/** Waits until the rollups are complete, some seconds after the last settlement. */
function untilAddedUp(connection: pg.ClientConfig): Promise<void> {
  return vi.waitFor(async () => expect(await read(connection, 'SELECT FROM usage_recent')).toEqual([]), 30_000);
}

/**
 * Kills the process at any moment between its first instruction and its first answer. The first kill hits the creation
 * of the database.
 */
async function dieWhileStarting({ listening, stop }: LaunchedProcess, startMs: number): Promise<void> {
  const listens = listening.then(
    () => {},
    () => {},
  );
  await Promise.race([listens, sleep(Math.random() * startMs)]);
  await stop('SIGKILL');
  await listens;
}

/**
 * Kills the process in the middle of the work: shortly after this number of completions, at any speed of the machine.
 */
async function dieUnderLoad(service: ServiceProcess, completed: string[]): Promise<void> {
  const enough = completed.length + 1 + Math.floor(Math.random() * 60);
  const killing = new AbortController();
  const load = Promise.all(Array.from({ length: 16 }, () => generateUntilKilled(service, completed, killing.signal)));
  // Without this, the failure of a call would only show as the time limit of the test.
  await Promise.race([load, untilCompleted(completed, enough)]);
  await sleep(Math.random() * 50);
  killing.abort();
  await service.stop('SIGKILL');
  await load;
}

async function untilCompleted(completed: readonly string[], enough: number): Promise<void> {
  const limitMs = 120_000;
  const endMs = performance.now() + limitMs;
  const before = completed.length;
  while (completed.length < enough) {
    if (performance.now() > endMs) {
      throw new Error(`Of ${enough - before} generations, ${completed.length - before} completed in ${limitMs} ms.`);
    }
    await sleep(5);
  }
}

/** Rejects if a call fails for another reason than the kill, which `killing` announces. */
async function generateUntilKilled(service: ServiceProcess, completed: string[], killing: AbortSignal): Promise<void> {
  while (true) {
    const result = await generate(service).catch((error: unknown) => {
      if (killing.aborted) return null;
      throw new Error('A call failed before the kill.', { cause: error });
    });
    if (result === null) return;
    if ('id' in result) completed.push(result.id);
    // A busy machine may delay the database beyond its timeout. Such a call is not reported complete.
    else if (result.code !== 'INTERNAL') throw new Error(`${result.code}: ${result.message}`);
  }
}

const heldSql = `SELECT (SELECT count(*)::int FROM reservation)
  + (SELECT sum(reserved_usd)::int FROM ${periodFiguresSql} AS period) AS held`;

const sumsSql = `SELECT
  (SELECT count(*)::text FROM model_usage WHERE outcome <> 'skipped') AS records,
  (SELECT trim_scale(sum(cost_usd))::text FROM model_usage) AS "recordedUsd",
  (SELECT sum(calls)::text FROM usage_hour WHERE grain = 0) AS "rolledUp",
  (SELECT trim_scale(sum(cost_usd))::text FROM usage_hour WHERE grain = 0) AS "rolledUpUsd",
  (SELECT trim_scale(sum(cost_usd))::text FROM usage_day WHERE grain = 0) AS "daysUsd",
  (SELECT trim_scale(sum(spent_usd))::text FROM ${periodFiguresSql} AS period) AS "spentUsd"`;

async function read(connection: pg.ClientConfig, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ database: 'postgres', ...connection });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}
