import type { PoolConfig } from 'pg';
import type { ConnectableDatabase } from '../connectable-database.ts';
import { DatabaseError } from '../database-error.ts';
import type { Log } from '../log.ts';
import { explainMigrationError } from './explain-migration-error.ts';
import { isUpToDate } from './is-up-to-date.ts';
import type { MigrationOutcome } from './migration-protocol.ts';
import { migrationsFolder, readMigrations } from './read-migrations.ts';
import { runMigrationThread } from './run-migration-thread.ts';

/**
 * Applies missing migrations, as `prisma migrate deploy` would, and records them in the same table
 * (`_prisma_migrations`). Rejects with a `DatabaseError` that names the failed migration.
 *
 * The schema engine starts only when a migration is missing, in a thread of its own. Its WebAssembly occupies memory as
 * long as its thread lives.
 */
export async function applyMigrations(
  reached: ConnectableDatabase,
  log: Log,
  folder: string = migrationsFolder,
): Promise<void> {
  const outcome = await bringUpToDate(reached, folder).catch((error: unknown) => {
    throw new DatabaseError(explainMigrationError(error, reached.description), { cause: error });
  });
  if (outcome.type === 'failed') throw new DatabaseError(outcome.message);
  if (outcome.names.length > 0) log.info(`Migrated ${reached.description}: ${outcome.names.join(', ')}.`);
}

async function bringUpToDate(
  { connection, schema, description }: ConnectableDatabase,
  folder: string,
): Promise<MigrationOutcome> {
  if (await isUpToDate(connection, await readMigrations(folder))) return { type: 'applied', names: [] };
  return runMigrationThread({ connection: toPlainData(connection), schema, description, folder });
}

/** Functions cannot be sent to a thread. */
function toPlainData({ onConnect: _, ...connection }: PoolConfig): PoolConfig {
  return connection;
}
