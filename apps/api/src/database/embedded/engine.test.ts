import { mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startEngine } from './engine.ts';
import { socketName } from './socket-folder.ts';

describe('the engine of the embedded database', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'penstock-'));
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  async function query(connection: pg.ClientConfig, sql: string): Promise<unknown[]> {
    const client = new pg.Client({ user: 'postgres', database: 'postgres', ...connection });
    client.on('error', () => {});
    await client.connect();
    try {
      return (await client.query(sql)).rows;
    } finally {
      await client.end();
    }
  }

  it('restarts on its data when it breaks down', { timeout: 60_000 }, async () => {
    const log = { info: vi.fn(), warn: vi.fn(), error: vi.fn() };
    const dataFolder = join(folder, 'data');
    const engine = await startEngine({ dataFolder, address: { path: join(folder, socketName) } }, log);
    const connection = { host: folder };
    await query(connection, 'CREATE TABLE kept AS SELECT 1 AS n');
    // PostgreSQL stops when it cannot write its write-ahead log.
    renameSync(join(dataFolder, 'pg_wal'), join(dataFolder, 'elsewhere'));
    const broken = query(
      connection,
      'INSERT INTO kept VALUES (2); SELECT pg_switch_wal(); INSERT INTO kept VALUES (3)',
    );
    await broken.catch(() => {});
    renameSync(join(dataFolder, 'elsewhere'), join(dataFolder, 'pg_wal'));
    await vi.waitFor(
      () => expect(log.error).toHaveBeenCalledWith(expect.stringContaining('The embedded database failed')),
      10_000,
    );
    await vi.waitFor(
      async () => expect(await query(connection, 'SELECT n FROM kept')).toContainEqual({ n: 1 }),
      20_000,
    );
    await engine.stop();
  });

  it('accepts a parameter in time linear in its size', { timeout: 120_000 }, async () => {
    const log = { info: vi.fn(), warn: vi.fn(), error: vi.fn() };
    const address = { path: join(folder, socketName) };
    const engine = await startEngine({ dataFolder: 'memory://', address }, log);
    const client = new pg.Client({ user: 'postgres', database: 'postgres', host: folder });
    await client.connect();
    const timed = async (mebibytes: number): Promise<number> => {
      const text = 'a'.repeat(mebibytes * 1024 * 1024);
      const start = performance.now();
      const { rows } = await client.query('SELECT length($1::text) AS length', [text]);
      expect(rows).toEqual([{ length: text.length }]);
      return performance.now() - start;
    };
    // The first run allocates its memory.
    await timed(32);
    const small = Math.min(await timed(8), await timed(8), await timed(8));
    const large = Math.min(await timed(32), await timed(32), await timed(32));
    expect(large / small).toBeLessThan(10);
    await client.end();
    await engine.stop();
  });

  it('listens on a loopback port where there are no Unix sockets', { timeout: 60_000 }, async () => {
    const log = { info: vi.fn(), warn: vi.fn(), error: vi.fn() };
    const address = { host: '127.0.0.1', port: 0 } as const;
    const engine = await startEngine({ dataFolder: 'memory://', address }, log);
    expect(engine.address).toEqual({ host: '127.0.0.1', port: expect.any(Number) });
    expect(await query({ ...engine.address } as pg.ClientConfig, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await engine.stop();
  });
});
