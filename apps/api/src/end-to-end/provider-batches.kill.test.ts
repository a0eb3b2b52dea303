import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Simulator, startSimulator } from '@penstock/simulator';
import pg from 'pg';
import { describe, expect, it, vi } from 'vitest';
import { findPostgres, howToGetPostgres, startPostgres } from '../testing/postgres-server.ts';
import { prepareEmbedded } from '../testing/prepare-embedded.ts';
import { type ServiceProcess, startProcess } from '../testing/start-process.ts';
import {
  batchPolicy,
  callsOf,
  farDeadline,
  hasEnded,
  rowsOf,
  startBatch,
  untilBatch,
  usdOfBatches,
} from './provider-batches-stage.ts';

vi.setConfig({ testTimeout: 300_000, hookTimeout: 60_000 });

const binaries = findPostgres();
const inputs = [...rowsOf('openai/mini', 60), ...rowsOf('anthropic/small', 60)];

/**
 * Kills the service during the submission, during the providers' work, and while answers arrive. After each kill
 * another process continues.
 */
async function expectEachOnce(
  launch: () => Promise<ServiceProcess>,
  connection: pg.ClientConfig,
  simulator: Simulator,
) {
  simulator.paceBatches({ delayMs: Number.POSITIVE_INFINITY });
  simulator.script('batches', [null, 'stall']);
  const first = await launch();
  const id = await startBatch(first, inputs, farDeadline());
  await vi.waitFor(() => expect(simulator.batches()).toHaveLength(1), 30_000);
  await first.stop('SIGKILL');

  const second = await launch();
  await untilBatch(second, id, ({ providerBatches }) => {
    return providerBatches.length === 2 && providerBatches.every(({ status }) => status === 'RUNNING');
  });
  await second.stop('SIGKILL');

  simulator.paceBatches();
  const third = await launch();
  await untilBatch(third, id, ({ completed }) => completed > 0);
  await third.stop('SIGKILL');

  const fourth = await launch();
  const ended = await untilBatch(fourth, id, hasEnded);
  expect(ended).toMatchObject({ status: 'COMPLETED', completed: inputs.length, failed: 0 });
  expect(ended.results.nodes.map(({ generation }) => generation?.text)).toEqual(
    inputs.map(({ prompt }) => prompt.slice(18, -1)),
  );
  expect(simulator.batches().map(({ rows }) => rows.length)).toEqual([60, 60]);
  expect(callsOf(simulator)).toEqual([]);
  const client = new pg.Client({ database: 'postgres', ...connection });
  await client.connect();
  const { rows } = await client.query(`SELECT (SELECT sum(cost_usd)::float8 FROM model_usage) AS paid,
    (SELECT sum(spent_usd)::float8 FROM budget_period) AS spent, (SELECT count(*)::int FROM generation) AS generations,
    (SELECT count(*)::int FROM running_generation) AS running`);
  const usd = usdOfBatches(simulator.batches());
  expect(Number(ended.costUsd)).toBeCloseTo(usd, 10);
  const closeToIt = expect.closeTo(usd, 10);
  expect(rows).toEqual([{ paid: closeToIt, spent: closeToIt, generations: inputs.length, running: 0 }]);
  await vi.waitFor(async () => {
    const { rows: held } = await client.query('SELECT sum(reserved_usd)::float8 AS reserved FROM budget_period');
    expect(held).toEqual([{ reserved: 0 }]);
  }, 10_000);
  await client.end();
  await fourth.stop('SIGTERM');
}

describe('a batch at its providers whose process is killed repeatedly', () => {
  it('is submitted once, and has each row once, in the embedded database', async () => {
    const simulator = await startSimulator({});
    const folder = await mkdtemp(join(tmpdir(), 'penstock-batch-'));
    const home = join(folder, 'home');
    await writeFile(join(folder, 'policy.yml'), batchPolicy(simulator));
    await prepareEmbedded(home);
    const connection = { host: join(home, 'socket'), user: 'postgres' };
    await expectEachOnce(() => startProcess(folder, { PENSTOCK_HOME: home }), connection, simulator);
    await simulator.close();
    await rm(folder, { recursive: true, force: true });
  });

  it.skipIf(binaries === null)(
    `the same with other replicas on PostgreSQL [${binaries ?? `not found; ${howToGetPostgres}`}]`,
    async () => {
      const simulator = await startSimulator({});
      const server = await startPostgres(binaries ?? '');
      const databaseUrl = await server.createDatabase();
      const folder = await mkdtemp(join(tmpdir(), 'penstock-batch-'));
      await writeFile(join(folder, 'policy.yml'), batchPolicy(simulator));
      let replicas = 0;
      const launch = () =>
        startProcess(folder, {
          PENSTOCK_HOME: join(folder, `replica-${replicas++}`),
          DATABASE_URL: databaseUrl,
          PENSTOCK_LEASE_MS: '3000',
        });
      await expectEachOnce(launch, { connectionString: databaseUrl }, simulator);
      await simulator.close();
      await server.remove();
      await rm(folder, { recursive: true, force: true });
    },
  );
});
