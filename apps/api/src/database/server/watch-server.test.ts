import type { AddressInfo } from 'node:net';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { silentLog } from '../../testing/databases.ts';
import { findPostgres, howToGetPostgres, type PostgresServer, startPostgres } from '../../testing/postgres-server.ts';
import { isDatabaseUnavailable } from '../is-database-unavailable.ts';
import { openDatabase } from '../open-database.ts';
import { type ServerWatch, watchServer } from './watch-server.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const quick = { everyMs: 50, answerMs: 200 };
const log = { info: vi.fn(), warn: vi.fn(), error: vi.fn() };

describe('a server that accepts connections and does not answer', () => {
  let server: Server;
  const sockets = new Set<Socket>();
  let watch: ServerWatch | null = null;
  let pool: pg.Pool;

  beforeAll(async () => {
    server = createServer((socket) => {
      sockets.add(socket);
      socket.resume();
      socket.on('close', () => sockets.delete(socket)).on('error', () => {});
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(async () => {
    await watch?.stop();
    for (const socket of sockets) socket.destroy();
  });
  afterAll(() => server.close());

  it('fails queries and waiting callers immediately once detected, and leaves one connection open at a time', async () => {
    const { port } = server.address() as AddressInfo;
    const connection = { host: '127.0.0.1', port, user: 'postgres', database: 'postgres' };
    pool = new pg.Pool({ ...connection, max: 1, connectionTimeoutMillis: 10_000 });
    watch = watchServer({ connection, pool, description: 'PostgreSQL at here', log }, quick);
    // Without the watch, the first query would wait ten seconds for its connection, and the second in the pool.
    const failures = await Promise.all([1, 2].map(() => pool.query('SELECT 1').catch((error: Error) => error)));
    for (const failure of failures) {
      expect(failure).toMatchObject({ message: 'The database does not answer (no answer within 200 ms).' });
      expect(isDatabaseUnavailable(failure)).toBe(true);
    }
    expect(watch.outage?.message).toBe('PostgreSQL at here does not answer (no answer within 200 ms).');
    await expect(pool.connect()).rejects.toThrow('does not answer');
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    // The pool's connection, which is still connecting, and the watch's own.
    expect(sockets.size).toBeLessThanOrEqual(3);
    expect(log.error).toHaveBeenCalledTimes(1);
  });
});

const binaries = findPostgres();

describe.skipIf(binaries === null)(`a server that is frozen [${binaries ?? howToGetPostgres}]`, () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres(binaries ?? '');
  });
  afterAll(() => server.remove());

  it('fails waiting callers, and is used again when it answers', async () => {
    const database = await openDatabase({ databaseUrl: await server.createDatabase(), home: tmpdir(), log: silentLog });
    const client = await database.pool.connect();
    await database.ping();
    await server.freeze();
    const failure = await client.query('SELECT pg_backend_pid()').catch((error: Error) => error);
    client.release(true);
    expect(isDatabaseUnavailable(failure)).toBe(true);
    await expect(database.ping()).rejects.toThrow(/^PostgreSQL at .* does not answer \(no answer within 2500 ms\)\.$/);
    server.thaw();
    await vi.waitFor(() => database.ping(), 10_000);
    expect((await database.pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
    await database.close();
  });
});
