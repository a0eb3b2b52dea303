import { existsSync } from 'node:fs';
import { mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database } from '../../apps/api/src/database/database.ts';
import { openDatabase } from '../../apps/api/src/database/open-database.ts';
import { createLog } from '../../apps/api/src/process/log.ts';
import { query, startPostgres } from '../../apps/api/src/testing/postgres-server.ts';
import { fillRecords } from './fill-records.ts';
import { fillRollups } from './fill-rollups.ts';

/** A closed database with records. `environment` makes Penstock open it. */
export type FilledDatabase = { environment: Readonly<Record<string, string>>; open(): Promise<Database> };

/** Databases of one kind. `remove` deletes them. */
export type DatabaseStore = { add(records: number): Promise<FilledDatabase>; remove(): Promise<void> };

const log = createLog('warn');
/** Building indexes over ten million records exceeds the service's timeouts. */
const fillLimitMs = 3_600_000;

/** On a temporary PostgreSQL server with default settings. */
export async function openServerStore(binaries: string): Promise<DatabaseStore> {
  const server = await startPostgres(binaries);
  return {
    async add(records) {
      const databaseUrl = await server.createDatabase();
      await fill(await open(databaseUrl), records);
      return { environment: { DATABASE_URL: databaseUrl }, open: () => open(databaseUrl) };
    },
    remove: () => server.remove(),
  };
}

/**
 * On a permanent server, given by the URL of a database on it. Records of an earlier run are reused, because filling
 * takes most of the time.
 */
export function openPersistentStore(url: string): DatabaseStore {
  return {
    async add(records) {
      const name = `penstock_bench_${records}`;
      const there = await query(url, `SELECT FROM pg_database WHERE datname = '${name}'`);
      if (there.length === 0) await make(url, name, records);
      const databaseUrl = withDatabase(url, name);
      return { environment: { DATABASE_URL: databaseUrl }, open: () => open(databaseUrl) };
    },
    remove: async () => {},
  };
}

/** The database gets its final name when it is complete. */
async function make(url: string, name: string, records: number): Promise<void> {
  await query(url, `DROP DATABASE IF EXISTS ${name}_unfinished`);
  await query(url, `CREATE DATABASE ${name}_unfinished`);
  await fill(await open(withDatabase(url, `${name}_unfinished`)), records);
  await query(url, `ALTER DATABASE ${name}_unfinished RENAME TO ${name}`);
}

function withDatabase(url: string, name: string): string {
  return Object.assign(new URL(url), { pathname: `/${name}` }).href;
}

function open(databaseUrl: string): Promise<Database> {
  return openDatabase({ databaseUrl, home: tmpdir(), log, answerLimitMs: fillLimitMs });
}

/** Embedded databases, each in a temporary folder. */
export function openEmbeddedStore(): DatabaseStore {
  const homes: string[] = [];
  return {
    async add(records) {
      const home = await mkdtemp(join(tmpdir(), 'penstock-bench-'));
      homes.push(home);
      await fill(await openHome(home), records);
      return { environment: { BENCH_HOME: home }, open: () => openHome(home) };
    },
    async remove() {
      for (const home of homes) await rm(home, { recursive: true, force: true });
    },
  };
}

/** Embedded databases in a permanent folder. Records of an earlier run are reused. */
export function openPersistentEmbeddedStore(folder: string): DatabaseStore {
  return {
    async add(records) {
      const home = join(folder, String(records));
      if (!existsSync(home)) {
        await fill(await openHome(`${home}-unfinished`), records);
        await rename(`${home}-unfinished`, home);
      }
      return { environment: { BENCH_HOME: home }, open: () => openHome(home) };
    },
    remove: async () => {},
  };
}

function openHome(home: string): Promise<Database> {
  return openDatabase({ databaseUrl: null, home, log });
}

async function fill({ pool, close }: Database, records: number): Promise<void> {
  if (records > 0) {
    const nowMs = Date.now();
    const makeIndexes = await dropIndexes({ pool });
    await fillRecords(pool, records, nowMs);
    await makeIndexes();
    await pool.query('VACUUM ANALYZE');
    await fillRollups(pool, nowMs);
    await pool.query('VACUUM ANALYZE usage_hour, usage_day');
    // Reports use HTTP, which refuses a workspace that does not exist.
    await pool.query("INSERT INTO workspace (id, name) VALUES ('workspace-0', 'workspace-0') ON CONFLICT DO NOTHING");
  }
  await close();
}

/**
 * Drops the indexes of the records except primary keys, and returns the statements that create them again. Filling is
 * faster without them.
 */
async function dropIndexes({ pool }: Pick<Database, 'pool'>): Promise<() => Promise<void>> {
  const { rows } = await pool.query<{ name: string; definition: string }>(
    `SELECT indexname AS name, indexdef AS definition FROM pg_indexes
     WHERE tablename IN ('generation', 'model_usage') AND indexname NOT LIKE '%\\_pkey' AND indexname NOT LIKE '%\\_key'`,
  );
  for (const { name } of rows) await pool.query(`DROP INDEX "${name}"`);
  return async () => {
    for (const { definition } of rows) await pool.query(definition);
  };
}
