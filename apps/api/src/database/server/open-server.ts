import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { ConnectableDatabase } from '../connectable-database.ts';
import { DatabaseError } from '../database-error.ts';
import type { Log } from '../log.ts';
import { explainConnectionError, isStartingUp } from './explain-connection-error.ts';
import { parseDatabaseUrl } from './parse-database-url.ts';

/** The oldest version with all features that the SQL of this service uses. */
const oldestVersion = 13;
const connectTimeoutMs = 10_000;
const startUpWaitMs = 30_000;

/** Connects to the PostgreSQL server of a DATABASE_URL. Waits for a server that is starting. */
export async function openServer(databaseUrl: string, log: Log): Promise<ConnectableDatabase> {
  const { connection, schema, description } = parseDatabaseUrl(databaseUrl);
  const settings: pg.PoolConfig = {
    ...connection,
    application_name: 'penstock',
    connectionTimeoutMillis: connectTimeoutMs,
    keepAlive: true,
    onConnect: compileNothing,
  };
  const version = await readVersion(settings, description, log);
  if (version < oldestVersion) {
    throw new DatabaseError(`${description} is version ${version}: Penstock needs ${oldestVersion} or newer.`);
  }
  return { kind: 'server', connection: settings, schema, description, release: async () => {} };
}

/**
 * Turns the compiler off. Compiling a report takes longer than reading it, because PostgreSQL overestimates its rows. A
 * server that does not know the setting has no compiler.
 */
async function compileNothing(client: pg.ClientBase): Promise<void> {
  await client.query('SET jit = off').catch(() => {});
}

async function readVersion(settings: pg.PoolConfig, description: string, log: Log): Promise<number> {
  const giveUpAtMs = performance.now() + startUpWaitMs;
  while (true) {
    const client = new pg.Client(settings);
    client.on('error', () => {});
    try {
      await client.connect();
      const { rows } = await client.query<{ version: string }>(
        `SELECT current_setting('server_version_num') AS version`,
      );
      return Math.floor(Number(rows[0]?.version) / 10_000);
    } catch (error) {
      if (!isStartingUp(error) || performance.now() > giveUpAtMs) throw explainConnectionError(error, description);
      log.info(`${description} is starting up; waiting for it.`);
      await sleep(500);
    } finally {
      await client.end().catch(() => {});
    }
  }
}
