import pg from 'pg';
import { committed, MigratingAdapter } from './migrating-adapter.ts';
import type { MigrationSettings } from './migration-protocol.ts';
import { noFilter, readMigrations } from './read-migrations.ts';
import { withSchemaEngine } from './with-schema-engine.ts';

/** The number of a lock that no other program uses on the same database. */
const startLock = 7_302_658_114;

/**
 * Applies missing migrations and returns their names. Replicas that start at the same time take turns. Rejects as the
 * engine does.
 */
export async function applyMissing({ connection, schema, folder }: MigrationSettings): Promise<readonly string[]> {
  const migrationsList = await readMigrations(folder);
  // A lock belongs to a connection. With a pool of one, the engine's queries use that connection.
  const pool = new pg.Pool({ ...connection, max: 1, onConnect: clearSession });
  pool.on('error', () => {});
  try {
    await pool.query(`SELECT pg_advisory_lock(${startLock})`);
    return await withSchemaEngine(new MigratingAdapter(pool, { schema }), async (engine) => {
      // A migration that failed at an earlier start left only its row, and is tried again. If the process was killed
      // after the script but before its record, the migration is complete.
      for (const { migrationName, isCommitted } of await listUnfinished(pool)) {
        if (isCommitted) await pool.query(finishSql, [migrationName]);
        else await engine.markMigrationRolledBack({ migrationName });
      }
      return (await engine.applyMigrations({ migrationsList, filters: noFilter })).appliedMigrationNames;
    });
  } finally {
    await pool.query('SELECT pg_advisory_unlock_all()').catch(() => {});
    await pool.end();
  }
}

/** The embedded database has one session, which keeps the prepared statements of the last connection. */
async function clearSession(client: pg.ClientBase): Promise<void> {
  await client.query('DISCARD ALL');
}

const finishSql = `UPDATE _prisma_migrations SET finished_at = now(), applied_steps_count = 1
WHERE migration_name = $1 AND finished_at IS NULL AND rolled_back_at IS NULL`;

type Unfinished = { migrationName: string; isCommitted: boolean };

async function listUnfinished(pool: pg.Pool): Promise<readonly Unfinished[]> {
  const { rows: tables } = await pool.query<{ exists: boolean }>(
    `SELECT to_regclass('_prisma_migrations') IS NOT NULL AS exists`,
  );
  if (tables[0]?.exists !== true) return [];
  const { rows } = await pool.query<Unfinished>(
    `SELECT migration_name AS "migrationName", logs IS NOT DISTINCT FROM $1 AS "isCommitted"
     FROM _prisma_migrations WHERE finished_at IS NULL AND rolled_back_at IS NULL`,
    [committed],
  );
  return rows;
}
