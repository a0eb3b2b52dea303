import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Simulator, startSimulator } from '@penstock/simulator';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
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
    let operator: Server;
    /** The alerts that the webhook received. */
    let alerts: string[];

    beforeAll(async () => {
      server = await startPostgres(binaries ?? '');
      simulator = await startSimulator({ pace: { firstTokenMs: 100, tokensPerSecond: 20 } });
      home = await mkdtemp(join(tmpdir(), 'penstock-replicas-'));
      databaseUrl = await server.createDatabase();
      const controls = `{ daily_budget: ${roomForSevenUsd}, alert_threshold: 0.5 }`;
      await writeFile(join(home, 'policy.yml'), budgetPolicy(simulator, controls));
      operator = createServer((request, response) => {
        alerts.push(String(request.headers['x-penstock-delivery']));
        request.resume();
        response.writeHead(204).end();
      });
      await new Promise<void>((resolve) => operator.listen(0, '127.0.0.1', resolve));
      const environment = { DATABASE_URL: databaseUrl, ...alertsTo(operator) };
      replicas = await Promise.all([1, 2, 3].map((number) => startReplica(home, number, environment)));
    });
    afterAll(async () => {
      await Promise.all(replicas.map((replica) => replica.stop('SIGKILL')));
      operator.closeAllConnections();
      operator.close();
      await simulator.close();
      await rm(home, { recursive: true, force: true });
      await server.remove();
    });

    // The database holds the only counters. When they change, no replica remembers its spending.
    beforeEach(async () => {
      alerts = [];
      simulator.clear();
      await query(databaseUrl, 'UPDATE budget_period SET spent_usd = 0, alerted_at = NULL, alerted_by = NULL');
    });

    it('spend exactly one budget together', async () => {
      const result = await Promise.all(
        Array.from({ length: 500 }, (_, index) => generate(replicas[index % 3] as ServiceProcess)),
      );
      expect(countByOutcome(result)).toEqual({ 'sim/dear': 7, BUDGET_EXCEEDED: 493 });
      expect(billedUsd(simulator.requests())).toBeLessThanOrEqual(roomForSevenUsd);
      // Otherwise the alert could arrive during the next test.
      await vi.waitFor(() => expect(alerts).toHaveLength(1), { timeout: 10_000 });
    });

    it('send one alert for a crossed threshold', async () => {
      // All calls settle at about the same time, a few of them above the threshold.
      const result = await Promise.all(
        replicas.flatMap((replica) => Array.from({ length: 7 }, () => generate(replica))),
      );
      expect(countByOutcome(result)).toMatchObject({ 'sim/dear': 7 });
      await vi.waitFor(() => expect(alerts).toHaveLength(1), { timeout: 10_000 });
      // A second alert would have been sent by now: each replica sends its alert right after its settlement.
      await new Promise((resolve) => setTimeout(resolve, 1_500));
      expect(alerts).toHaveLength(1);
    });

    it('start a named request once, even on several replicas at the same time, and have its record afterwards', async () => {
      const input = { clientId: 'one' };
      const result = await Promise.all(
        Array.from({ length: 9 }, (_, at) => generate(replicas[at % 3] as ServiceProcess, input)),
      );
      expect(countByOutcome(result)).toEqual({ 'sim/dear': 3, CONFLICT: 6 });
      expect(simulator.requests()).toHaveLength(1);
      const again = await Promise.all(replicas.map((replica) => generate(replica, input)));
      expect(new Set(again.map((one) => 'id' in one && one.id)).size).toBe(1);
      expect(countByOutcome(again)).toEqual({ 'sim/dear': 3 });
      expect(simulator.requests()).toHaveLength(1);
    });

    // This is the last test, because its first replica does not return.
    it('release the reservations of a killed replica when its lease is over', async () => {
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

function startReplica(
  home: string,
  number: number,
  environment: Readonly<Record<string, string>>,
): Promise<ServiceProcess> {
  return startProcess(home, {
    PENSTOCK_HOME: `replica-${number}`,
    PENSTOCK_LEASE_MS: String(leaseMs),
    ...environment,
  });
}

function alertsTo(operator: Server): Readonly<Record<string, string>> {
  const { port } = operator.address() as AddressInfo;
  return {
    PENSTOCK_ALERT_WEBHOOK: `http://127.0.0.1:${port}/`,
    PENSTOCK_ALERT_SECRET: 'a secret of the replicas',
    PENSTOCK_ALERT_PRIVATE: 'true',
  };
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
