import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Simulator, startSimulator } from '@penstock/simulator';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { findPostgres, howToGetPostgres, type PostgresServer, startPostgres } from '../testing/postgres-server.ts';
import { type ServiceProcess, startProcess } from '../testing/start-process.ts';
import { billedUsd, budgetPolicy, countByOutcome, generate } from './budget-stage.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

const binaries = findPostgres();
const roomForSevenUsd = 0.031;
const leaseMs = 4_000;

describe.skipIf(binaries === null)(
  `three replicas [${binaries ?? `PostgreSQL not found; ${howToGetPostgres}`}]`,
  () => {
    let server: PostgresServer;
    let simulator: Simulator;
    let home: string;
    let databaseUrl: string;
    let replicas: ServiceProcess[];

    beforeAll(async () => {
      server = await startPostgres(binaries ?? '');
    });
    afterAll(() => server.remove());

    beforeEach(async () => {
      simulator = await startSimulator({ pace: { firstTokenMs: 100, tokensPerSecond: 20 } });
      home = await mkdtemp(join(tmpdir(), 'penstock-replicas-'));
      databaseUrl = await server.createDatabase();
      await writeFile(join(home, 'policy.yml'), budgetPolicy(simulator, `{ daily_budget: ${roomForSevenUsd} }`));
      replicas = await Promise.all([1, 2, 3].map((number) => startReplica(home, databaseUrl, number)));
    });
    afterEach(async () => {
      await Promise.all(replicas.map((replica) => replica.stop('SIGKILL')));
      await simulator.close();
      await rm(home, { recursive: true, force: true });
    });

    it('pay together for exactly what one budget has room for', async () => {
      const told = await Promise.all(
        Array.from({ length: 500 }, (_, index) => generate(replicas[index % 3] as ServiceProcess)),
      );
      expect(countByOutcome(told)).toEqual({ 'sim/dear': 7, BUDGET_EXCEEDED: 493 });
      expect(billedUsd(simulator.requests())).toBeLessThanOrEqual(roomForSevenUsd);
    });

    it('get back what one of them held that was killed in flight, when its lease is over', async () => {
      const [first, second] = replicas as [ServiceProcess, ServiceProcess];
      const lost = Array.from({ length: 7 }, () => generate(first).catch(() => null));
      await vi.waitFor(() => expect(simulator.openStreams()).toBe(7), { timeout: 20_000 });
      await first.stop('SIGKILL');
      await Promise.all(lost);
      expect(await generate(second)).toMatchObject({ code: 'BUDGET_EXCEEDED' });
      await vi.waitFor(async () => expect(await generate(second)).toMatchObject({ model: 'sim/dear' }), {
        timeout: 6 * leaseMs,
        interval: 500,
      });
      expect(await query(databaseUrl, 'SELECT count(*)::int AS held FROM reservation')).toEqual([{ held: 0 }]);
      expect(await query(databaseUrl, 'SELECT reserved_usd::float8 AS reserved FROM budget_period')).toEqual([
        { reserved: 0 },
      ]);
    });
  },
);

function startReplica(home: string, databaseUrl: string, number: number): Promise<ServiceProcess> {
  return startProcess(home, {
    ...{ PENSTOCK_HOME: `replica-${number}`, DATABASE_URL: databaseUrl },
    PENSTOCK_LEASE_MS: String(leaseMs),
  });
}

async function query(databaseUrl: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}
