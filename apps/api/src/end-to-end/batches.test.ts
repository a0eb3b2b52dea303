import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Simulator, startSimulator } from '@penstock/simulator';
import pg from 'pg';
import { describe, expect, it, vi } from 'vitest';
import { findPostgres, howToGetPostgres, startPostgres } from '../testing/postgres-server.ts';
import { prepareEmbedded } from '../testing/prepare-embedded.ts';
import { type ServiceProcess, startProcess } from '../testing/start-process.ts';
import { budgetPolicy } from './budget-stage.ts';
import { query } from './read-generation.ts';

vi.setConfig({ testTimeout: 900_000, hookTimeout: 60_000 });

/** The full size is 10,000: `PENSTOCK_BATCH_ROWS=10000`. */
const rows = Number(process.env.PENSTOCK_BATCH_ROWS ?? 300);
const concurrency = 16;
const binaries = findPostgres();

/** Prints the figures of a long run. */
function tell(figures: string): void {
  if (process.env.PENSTOCK_BATCH_ROWS !== undefined) console.info(figures);
}

type BatchState = { id: string; status: string; total: number; completed: number; failed: number; costUsd: string };
type Row = {
  index: number;
  status: string;
  generationId: string;
  generation: { text: string } | null;
  costUsd: string;
};

const inputs = Array.from({ length: rows }, (_, index) => ({ prompt: promptOf(index), model: 'sim/dear' }));

function answerOf(index: number): string {
  return `row ${index} of the batch`;
}

function promptOf(index: number): string {
  return `Repeat after me: "${answerOf(index)}"`;
}

async function start(service: ServiceProcess): Promise<string> {
  const { generateBatch } = await query<{ generateBatch: { id: string } }>(
    service,
    'mutation ($inputs: [GenerateInput!]!, $concurrency: Int) { generateBatch(inputs: $inputs, concurrency: $concurrency) { id } }',
    { inputs, concurrency },
  );
  return generateBatch.id;
}

async function read(service: ServiceProcess, id: string): Promise<BatchState> {
  const { batch } = await query<{ batch: BatchState }>(
    service,
    'query ($id: ID!) { batch(id: $id) { id status total completed failed costUsd } }',
    { id },
  );
  return batch;
}

async function until(
  service: ServiceProcess,
  id: string,
  isReached: (state: BatchState) => boolean,
): Promise<BatchState> {
  for (;;) {
    const state = await read(service, id);
    if (isReached(state)) return state;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Reads all rows, page by page. */
async function readRows(service: ServiceProcess, id: string): Promise<readonly Row[]> {
  const all: Row[] = [];
  for (let after: string | null = null; ; ) {
    type Page = { nodes: Row[]; pageInfo: { hasNextPage: boolean; endCursor: string } };
    const { batch }: { batch: { results: Page } } = await query(
      service,
      `query ($id: ID!, $after: String) { batch(id: $id) { results(first: 200, after: $after) {
        nodes { index status generationId costUsd generation { text } } pageInfo { hasNextPage endCursor } } } }`,
      { id, after },
    );
    all.push(...batch.results.nodes);
    if (!batch.results.pageInfo.hasNextPage) return all;
    after = batch.results.pageInfo.endCursor;
  }
}

/**
 * Checks that each row has exactly its own answer. The kill interrupted every row that was called twice, and the record
 * shows the cost of both calls.
 */
async function expectEachOnce(
  service: ServiceProcess,
  id: string,
  { simulator, connection }: { simulator: Simulator; connection: pg.ClientConfig },
): Promise<void> {
  const all = await readRows(service, id);
  expect(all.map(({ index }) => index)).toEqual(inputs.map((_, index) => index));
  const wrong = all.filter(
    ({ index, status, generation }) => status !== 'COMPLETED' || generation?.text !== answerOf(index),
  );
  expect(wrong).toEqual([]);
  expect(new Set(all.map(({ generationId }) => generationId)).size).toBe(rows);

  const client = new pg.Client({ database: 'postgres', ...connection });
  await client.connect();
  const { rows: statuses } = await client.query(
    'SELECT status, error_code AS code, count(*)::int AS count FROM generation GROUP BY 1, 2 ORDER BY 1',
  );
  const { rows: sums } = await client.query(
    `SELECT (SELECT trim_scale(sum(cost_usd))::text FROM model_usage) AS paid, (SELECT trim_scale(sum(cost_usd))::text FROM batch_row) AS "ofRows",
      (SELECT count(*)::int FROM running_generation) AS running, (SELECT count(*)::int FROM batch_row WHERE begun > 1) AS again`,
  );
  await client.end();
  const interrupted = statuses.find(({ code }) => code === 'INTERRUPTED')?.count ?? 0;
  const again: number = sums[0].again;
  const state = await read(service, id);
  const calls = simulator.requests().filter(({ path }) => path.endsWith('/chat/completions')).length;
  tell(`${rows} rows, ${calls} calls, ${again} begun again, ${interrupted} recorded as interrupted, $${state.costUsd}`);
  expect(statuses.find(({ status }) => status === 'COMPLETED')?.count).toBe(rows);
  expect(again).toBeLessThanOrEqual(concurrency);
  expect(interrupted).toBeLessThanOrEqual(again);
  expect(calls).toBeLessThanOrEqual(rows + again);
  expect(sums[0]).toMatchObject({ paid: state.costUsd, ofRows: state.costUsd, running: 0 });
}

async function startUpstream(): Promise<Simulator> {
  return startSimulator({ pace: { firstTokenMs: 40, tokensPerSecond: 200 }, rememberedRequests: 4 * rows });
}

describe('a batch whose process is killed in the middle', () => {
  it(`has each of its ${rows} rows once, in the embedded database`, async () => {
    const simulator = await startUpstream();
    const folder = await mkdtemp(join(tmpdir(), 'penstock-batch-'));
    const home = join(folder, 'home');
    await writeFile(join(folder, 'policy.yml'), budgetPolicy(simulator, '{ daily_budget: 1000 }'));
    await prepareEmbedded(home);
    const launch = () => startProcess(folder, { PENSTOCK_HOME: home });
    const began = performance.now();
    const first = await launch();
    const id = await start(first);
    tell(`stored after ${Math.round(performance.now() - began)} ms`);
    await until(first, id, ({ completed }) => completed > rows / 3);
    await first.stop('SIGKILL');
    const second = await launch();
    const ended = await until(second, id, ({ status }) => status !== 'RUNNING');
    tell(`ended after ${Math.round(performance.now() - began)} ms`);
    expect(ended).toMatchObject({ status: 'COMPLETED', total: rows, completed: rows, failed: 0 });
    await expectEachOnce(second, id, { simulator, connection: { host: join(home, 'socket'), user: 'postgres' } });
    await second.stop('SIGTERM');
    await simulator.close();
    await rm(folder, { recursive: true, force: true });
  });

  it.skipIf(binaries === null)(
    `has each row once on two replicas on PostgreSQL [${binaries ?? `not found; ${howToGetPostgres}`}]`,
    async () => {
      const simulator = await startUpstream();
      const server = await startPostgres(binaries ?? '');
      const databaseUrl = await server.createDatabase();
      const folder = await mkdtemp(join(tmpdir(), 'penstock-batch-'));
      await writeFile(join(folder, 'policy.yml'), budgetPolicy(simulator, '{ daily_budget: 1000 }'));
      const launch = (name: string) =>
        startProcess(folder, {
          PENSTOCK_HOME: join(folder, name),
          DATABASE_URL: databaseUrl,
          PENSTOCK_LEASE_MS: '3000',
        });
      const [first, second] = [await launch('a'), await launch('b')];
      const began = performance.now();
      const id = await start(first);
      let most = 0;
      const looks = setInterval(() => {
        most = Math.max(most, simulator.openStreams());
      }, 2);
      await until(second, id, ({ completed }) => completed > rows / 3);
      await first.stop('SIGKILL');
      await until(second, id, ({ status }) => status !== 'RUNNING');
      clearInterval(looks);
      tell(`ended after ${Math.round(performance.now() - began)} ms`);
      expect(most).toBeLessThanOrEqual(concurrency);
      await expectEachOnce(second, id, { simulator, connection: { connectionString: databaseUrl } });
      await second.stop('SIGTERM');
      await simulator.close();
      await server.remove();
      await rm(folder, { recursive: true, force: true });
    },
  );
});
