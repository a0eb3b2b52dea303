import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { DatabaseError } from '../database-error.ts';
import type { Log } from '../log.ts';
import type { Reached } from '../reached.ts';
import { explainMigrationError } from './explain-migration-error.ts';
import { migrationsFolder, noFilter, readMigrations } from './read-migrations.ts';
import { withSchemaEngine } from './with-schema-engine.ts';

/** Any number that no other program uses for a lock on the same database. */
const startLock = 7_302_658_114;

/**
 * Applies what is missing, as `prisma migrate deploy` would, and notes it in the same table (`_prisma_migrations`).
 * Replicas that start together take turns. Rejects with a `DatabaseError` that names a migration that failed.
 */
export async function applyMigrations(reached: Reached, log: Log, folder: string = migrationsFolder): Promise<void> {
  const migrationsList = await readMigrations(folder);
  // A lock belongs to a connection; a pool of one makes sure that the engine's queries are under it.
  const pool = new pg.Pool({ ...reached.connection, max: 1 });
  pool.on('error', () => {});
  try {
    await pool.query(`SELECT pg_advisory_lock(${startLock})`);
    const { appliedMigrationNames: applied } = await withSchemaEngine(
      new PrismaPg(pool, { schema: reached.schema }),
      (engine) => engine.applyMigrations({ migrationsList, filters: noFilter }),
    );
    if (applied.length > 0) log.info(`Migrated ${reached.description}: ${applied.join(', ')}.`);
  } catch (error) {
    throw new DatabaseError(explainMigrationError(error, reached.description), { cause: error });
  } finally {
    await pool.query('SELECT pg_advisory_unlock_all()').catch(() => {});
    await pool.end();
  }
}
