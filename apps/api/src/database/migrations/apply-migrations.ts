import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { PoolConfig } from 'pg';
import type { ConnectableDatabase } from '../connectable-database.ts';
import { DatabaseError } from '../database-error.ts';
import type { Log } from '../log.ts';
import { explainMigrationError } from './explain-migration-error.ts';
import { isUpToDate } from './is-up-to-date.ts';
import type { MigrationOutcome, MigrationSettings } from './migration-protocol.ts';
import { migrationsFolder, readMigrations } from './read-migrations.ts';

/**
 * Applies missing migrations, as `prisma migrate deploy` would, and records them in the same table
 * (`_prisma_migrations`). Rejects with a `DatabaseError` that names the failed migration.
 *
 * The schema engine starts only when a migration is missing, in its own thread. Its WebAssembly occupies memory as long
 * as its thread lives.
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

/** Runs the migrations in a thread and resolves when it has ended. Rejects only when the thread crashes. */
async function runMigrationThread(settings: MigrationSettings): Promise<MigrationOutcome> {
  const worker = new Worker(new URL('./migration-thread.ts', import.meta.url), { workerData: settings, execArgv: [] });
  let outcome: MigrationOutcome | null = null;
  worker.once('message', (message: MigrationOutcome) => {
    outcome = message;
    // Otherwise the thread would end ten seconds later, with the last timer of the engine.
    void worker.terminate();
  });
  // Rejects when the thread throws.
  const [code] = await once(worker, 'exit');
  return (
    outcome ?? {
      type: 'failed',
      message: `The migration thread ended with exit code ${code} before its migrations were complete.`,
    }
  );
}
