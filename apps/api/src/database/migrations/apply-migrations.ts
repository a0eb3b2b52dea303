import type { PoolConfig } from 'pg';
import { DatabaseError } from '../database-error.ts';
import type { Log } from '../log.ts';
import type { Reached } from '../reached.ts';
import { explainMigrationError } from './explain-migration-error.ts';
import { isUpToDate } from './is-up-to-date.ts';
import type { MigrationOutcome } from './migration-protocol.ts';
import { migrationsFolder, readMigrations } from './read-migrations.ts';
import { runMigrationThread } from './run-migration-thread.ts';

/**
 * Applies what is missing, as `prisma migrate deploy` would, and notes it in the same table (`_prisma_migrations`).
 * Rejects with a `DatabaseError` that names a migration that failed.
 *
 * The schema engine is started only when something is missing, and in a thread of its own: its WebAssembly stays in
 * memory as long as the thread that loaded it.
 */
export async function applyMigrations(reached: Reached, log: Log, folder: string = migrationsFolder): Promise<void> {
  const outcome = await bringUpToDate(reached, folder).catch((error: unknown) => {
    throw new DatabaseError(explainMigrationError(error, reached.description), { cause: error });
  });
  if (outcome.type === 'failed') throw new DatabaseError(outcome.message);
  if (outcome.names.length > 0) log.info(`Migrated ${reached.description}: ${outcome.names.join(', ')}.`);
}

async function bringUpToDate({ connection, schema, description }: Reached, folder: string): Promise<MigrationOutcome> {
  if (await isUpToDate(connection, await readMigrations(folder))) return { type: 'applied', names: [] };
  return runMigrationThread({ connection: toPlainData(connection), schema, description, folder });
}

/** Functions do not pass into a thread. */
function toPlainData({ onConnect: _, ...connection }: PoolConfig): PoolConfig {
  return connection;
}
