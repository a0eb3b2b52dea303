import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { spawnChild } from '@penstock/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { silentLog } from '../../testing/databases.ts';
import { openDatabase, scheduleCheckpoints } from '../open-database.ts';

const limitMs = 60_000;

describe('the embedded database', () => {
  let home: string;

  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'penstock-home-'));
  });

  afterEach(() => rmSync(home, { recursive: true, force: true }));

  const open = (folder = home) => openDatabase({ databaseUrl: null, home: folder, log: silentLog });

  it('is open to its user alone, and leaves no socket behind', { timeout: limitMs }, async () => {
    const database = await open();
    expect(database).toMatchObject({ kind: 'embedded', description: `embedded PostgreSQL in ${join(home, 'data')}` });
    expect(statSync(join(home, 'socket')).mode & 0o777).toBe(0o700);
    expect(statSync(join(home, 'data')).mode & 0o777).toBe(0o700);
    await database.close();
    await database.close();
    expect(existsSync(join(home, 'socket'))).toBe(false);
  });

  it('refuses a second holder of its folder, and names the first', { timeout: limitMs }, async () => {
    const database = await open();
    await expect(open()).rejects.toThrow(`The embedded database in ${home} is in use by process ${process.pid}`);
    await database.close();
    const again = await open();
    await again.close();
  });

  it('is created again after a process was killed during its creation', { timeout: limitMs }, async () => {
    mkdirSync(join(home, 'data.unfinished', 'base'), { recursive: true });
    writeFileSync(join(home, 'data.unfinished', 'PG_VERSION'), '17');
    const database = await open();
    expect(existsSync(join(home, 'data.unfinished'))).toBe(false);
    await database.close();
  });

  it('reuses its log, which would otherwise grow without limit', { timeout: limitMs }, async () => {
    const database = await open();
    const { pool } = database;
    const isWritten = async (lsn: string): Promise<boolean> =>
      (await pool.query('SELECT $1::pg_lsn <= redo_lsn AS written FROM pg_control_checkpoint()', [lsn])).rows[0]
        .written;
    await pool.query('CREATE TABLE growing AS SELECT generate_series(1, 1000) AS n');
    const { lsn } = (await pool.query('SELECT pg_current_wal_lsn() AS lsn')).rows[0];
    expect(await isWritten(lsn)).toBe(false);
    const checkpoints = scheduleCheckpoints(pool, silentLog, 20);
    await vi.waitFor(async () => expect(await isWritten(lsn)).toBe(true), 10_000);
    await checkpoints.stop();
    await database.close();
  });

  it('has buffers for one process, not for a server', { timeout: limitMs }, async () => {
    const database = await open();
    expect((await database.pool.query('SHOW shared_buffers')).rows).toEqual([{ shared_buffers: '8MB' }]);
    await database.close();
  });

  it('accepts a home whose path is too long for a socket', { timeout: limitMs }, async () => {
    const long = join(home, 'x'.repeat(120));
    const database = await open(long);
    await expect(database.ping()).resolves.toBeUndefined();
    await database.close();
    expect(existsSync(join(long, 'data', 'PG_VERSION'))).toBe(true);
  });

  it('says in one sentence that it cannot write there', async () => {
    const file = join(home, 'file');
    writeFileSync(file, '');
    await expect(open(join(file, 'home'))).rejects.toThrow(
      /^The embedded database cannot write to .*\/file\/home \(.*\): make that folder writable, or set PENSTOCK_HOME to a writable folder\.$/,
    );
  });

  it('says in one sentence that its lock is invalid, and takes one that was left over', {
    timeout: limitMs,
  }, async () => {
    writeFileSync(join(home, 'database.lock'), 'not what it should be, and longer than any header of a file'.repeat(9));
    await expect(open()).rejects.toThrow(
      /^The lock of the embedded database, .*\/database\.lock, cannot be used \(.+\): /,
    );
    rmSync(join(home, 'database.lock'));
    writeFileSync(join(home, 'database.pid'), '1\n');
    await (await open()).close();
  });

  it('says in one sentence that its files are damaged', { timeout: limitMs }, async () => {
    mkdirSync(join(home, 'data'));
    writeFileSync(join(home, 'data', 'PG_VERSION'), '9\n');
    await expect(open()).rejects.toThrow(/^The embedded database in .*\/data does not start \(.+\): /);
    rmSync(join(home, 'data'), { recursive: true });
    await (await open()).close();
  });

  it('keeps what was committed when its process is killed', { timeout: limitMs }, async () => {
    // The system's own figure starts with that of the parent process.
    const script = `
      let peak = 0;
      setInterval(() => { peak = Math.max(peak, process.memoryUsage.rss()); }, 20).unref();
      const { openDatabase } = await import(${JSON.stringify(new URL('../open-database.ts', import.meta.url).href)});
      const log = { info() {}, warn() {}, error() {} };
      const { pool } = await openDatabase({ databaseUrl: null, home: ${JSON.stringify(home)}, log });
      await pool.query('CREATE TABLE kept (n int)');
      for (let n = 1; ; n++) {
        await pool.query('INSERT INTO kept VALUES ($1)', [n]);
        console.log(n);
      }`;
    const child = spawnChild(process.execPath, ['--input-type=module', '-e', script]);
    let printed = '';
    child.stdout.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
      if (printed.includes('\n100\n')) child.kill('SIGKILL');
    });
    await new Promise((resolve) => child.once('close', resolve));
    expect(child.signalCode).toBe('SIGKILL');
    expect(Number(readFileSync(join(home, 'database.pid'), 'utf8'))).toBe(child.pid);
    const reported = printed.trimEnd().split('\n').length;
    const database = await open();
    const { rows } = await database.pool.query<{ count: number; last: number }>(
      'SELECT count(*)::int AS count, max(n) AS last FROM kept',
    );
    await database.close();
    expect(rows[0]?.count).toBe(rows[0]?.last);
    expect(rows[0]?.count).toBeGreaterThanOrEqual(reported);
  });

  it('starts after its process was killed while it started', { timeout: limitMs }, async () => {
    await (await open()).close();
    writeFileSync(join(home, 'data', 'postmaster.pid'), '');
    await (await open()).close();
  });

  it('never optimizes its parser, for which the compiler takes 600 MB', { timeout: limitMs }, async () => {
    // The system's own figure starts with that of the parent process.
    const script = `
      let peak = 0;
      setInterval(() => { peak = Math.max(peak, process.memoryUsage.rss()); }, 20).unref();
      const { openDatabase } = await import(${JSON.stringify(new URL('../open-database.ts', import.meta.url).href)});
      const log = { info() {}, warn() {}, error() {} };
      const database = await openDatabase({ databaseUrl: null, home: ${JSON.stringify(home)}, log });
      for (let n = 1; n <= 3_000; n++) await database.pool.query('SELECT ' + n + ' AS one');
      await new Promise((resolve) => setTimeout(resolve, 3_000));
      await database.close();
      console.log(peak);`;
    await (await open()).close();
    const child = spawnChild(process.execPath, ['--input-type=module', '-e', script]);
    const peakBytes = Number(await text(child.stdout));
    expect(peakBytes).toBeGreaterThan(50_000_000);
    expect(peakBytes).toBeLessThan(500_000_000);
  });
});
