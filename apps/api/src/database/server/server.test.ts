import { tmpdir } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { silentLog } from '../../testing/databases.ts';
import { openTestLedger } from '../../testing/open-test-ledger.ts';
import { findPostgres, howToGetPostgres, type PostgresServer, startPostgres } from '../../testing/postgres-server.ts';
import { sampleGeneration } from '../../testing/sample-generation.ts';
import { openDatabase } from '../open-database.ts';

const binaries = findPostgres();

describe.skipIf(binaries === null)(`a PostgreSQL server [${binaries ?? `not found; ${howToGetPostgres}`}]`, () => {
  let server: PostgresServer;

  beforeAll(async () => {
    server = await startPostgres(binaries ?? '');
  }, 30_000);

  afterAll(() => server.remove());

  const open = (databaseUrl: string) => openDatabase({ databaseUrl, home: tmpdir(), log: silentLog });

  it('that is missing is named in the error, with a remedy', async () => {
    await expect(open('postgresql://localhost:1/penstock')).rejects.toThrow(
      'PostgreSQL at localhost:1/penstock does not accept connections: start the server, or correct host and port in DATABASE_URL',
    );
  });

  it('without that database is named in the error, with a remedy', async () => {
    await expect(open(server.url.replace(/postgres$/, 'nowhere'))).rejects.toThrow(
      '/nowhere has no such database: create it',
    );
  });

  it('keeps its tables in the schema that the URL names', async () => {
    const url = await server.createDatabase();
    const database = await open(`${url}?schema=gateway`);
    await database.prisma.modelConfiguration.create({ data: { id: 'a/b', providerId: 'a' } });
    const { rows } = await database.pool.query('SELECT id FROM gateway.model_configuration');
    await database.close();
    expect(rows).toEqual([{ id: 'a/b' }]);
  });

  it('is migrated once when replicas start at the same time', async () => {
    const url = await server.createDatabase();
    const replicas = await Promise.all([open(url), open(url), open(url)]);
    const { rows } = await replicas[0].pool.query(
      'SELECT migration_name, count(*)::int AS times FROM _prisma_migrations GROUP BY 1',
    );
    await Promise.all(replicas.map((replica) => replica.close()));
    expect(rows.length).toBeGreaterThan(0);
    for (const row of rows) expect(row.times).toBe(1);
  });

  it('may end a connection between two queries: the next query reports it', async () => {
    const database = await open(await server.createDatabase());
    const client = await database.pool.connect();
    const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    await database.pool.query('SELECT pg_terminate_backend($1)', [rows[0]?.pid]);
    await sleep(200);
    await expect(client.query('SELECT 1')).rejects.toThrow();
    client.release(true);
    await database.close();
  });

  it('may be down for a moment: records wait, and are written once', { timeout: 60_000 }, async () => {
    const url = await server.createDatabase();
    const database = await open(url);
    const ledger = await openTestLedger(database);
    const generations = Array.from({ length: 300 }, () => sampleGeneration());
    const recording = generations.slice(0, 150).map((generation) => ledger.settle(generation));
    await server.stop('immediate');
    recording.push(...generations.slice(150).map((generation) => ledger.settle(generation)));
    await expect(database.ping()).rejects.toThrow('does not answer');
    await sleep(300);
    await server.start();
    await Promise.all(recording);
    const { rows } = await database.pool.query('SELECT count(*)::int AS count FROM generation');
    await ledger.close();
    await database.close();
    expect(rows).toEqual([{ count: 300 }]);
  });
});
