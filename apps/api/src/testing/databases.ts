import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, describe } from 'vitest';
import type { Database } from '../database/database.ts';
import { openDatabase } from '../database/open-database.ts';
import { findPostgres, howToGetPostgres, type PostgresServer, startPostgres } from './postgres-server.ts';
import { prepareEmbedded } from './prepare-embedded.ts';

/** A log that writes nothing. */
export const silentLog = pino({ level: 'silent' });

/** Gives access to the database of the running suite, opened and migrated. It is empty at the start of the suite. */
export type OpenTestDatabase = { readonly database: Database };

type DatabaseKind = { open(): Promise<{ database: Database; remove(): Promise<void> }> };

const openLimitMs = 60_000;
const binaries = findPostgres();

/**
 * A suite for each database that Penstock supports. `suite` describes the behaviour once, against `test.database`. If
 * PostgreSQL is not installed, its suite is skipped and its name says how to install it.
 */
export function describeOnEachDatabase(title: string, suite: (test: OpenTestDatabase) => void): void {
  describeOn(`${title} [embedded]`, embedded, suite);
  if (binaries === null) describe.skip(`${title} [PostgreSQL: not found; ${howToGetPostgres}]`, () => {});
  else describeOn(`${title} [PostgreSQL]`, server(binaries), suite);
  afterAll(removeServer);
}

function describeOn(title: string, kind: DatabaseKind, suite: (test: OpenTestDatabase) => void): void {
  describe(title, () => {
    let opened: Awaited<ReturnType<DatabaseKind['open']>> | null = null;
    beforeAll(async () => {
      opened = await kind.open();
    }, openLimitMs);
    afterAll(async () => {
      await opened?.database.close();
      await opened?.remove();
    });
    suite({
      get database() {
        if (opened === null) throw new Error('The database is open only while tests run.');
        return opened.database;
      },
    });
  });
}

const embedded: DatabaseKind = {
  async open() {
    const home = mkdtempSync(join(tmpdir(), 'penstock-home-'));
    await prepareEmbedded(home);
    const database = await openDatabase({ databaseUrl: null, home, log: silentLog });
    return { database, remove: async () => rmSync(home, { recursive: true, force: true }) };
  },
};

let running: Promise<PostgresServer> | null = null;

/** One server for all suites of a file, with one database for each suite. */
function server(folder: string): DatabaseKind {
  return {
    async open() {
      running ??= startPostgres(folder);
      const databaseUrl = await (await running).createDatabase();
      const database = await openDatabase({ databaseUrl, home: tmpdir(), log: silentLog });
      return { database, remove: async () => {} };
    },
  };
}

async function removeServer(): Promise<void> {
  const server = await running;
  running = null;
  await server?.remove();
}
