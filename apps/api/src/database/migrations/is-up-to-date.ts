import { createHash } from 'node:crypto';
import type { MigrationList } from '@prisma/schema-engine-wasm/schema_engine_bg';
import pg from 'pg';

/** A row of `_prisma_migrations`. */
type Row = { name: string; checksum: string; state: 'applied' | 'rolled back' | 'begun' };

/**
 * Whether every migration is recorded as applied with its present text, and none as unfinished. If not, the schema
 * engine decides. Rejects with the error of `pg`.
 */
export async function isUpToDate(connection: pg.PoolConfig, migrations: MigrationList): Promise<boolean> {
  const rows = await readRows(connection);
  if (rows.some(({ state }) => state === 'begun')) return false;
  const applied = new Map(rows.flatMap(({ name, checksum, state }) => (state === 'applied' ? [[name, checksum]] : [])));
  return migrations.migrationDirectories.every(({ path, migrationFile: { content } }) => {
    return content.tag === 'ok' && applied.get(path) === checksumOf(content.value);
  });
}

async function readRows(connection: pg.PoolConfig): Promise<readonly Row[]> {
  const pool = new pg.Pool({ ...connection, max: 1 });
  pool.on('error', () => {});
  try {
    const { rows: tables } = await pool.query<{ exists: boolean }>(
      `SELECT to_regclass('_prisma_migrations') IS NOT NULL AS exists`,
    );
    if (tables[0]?.exists !== true) return [];
    const { rows } = await pool.query<Row>(
      `SELECT migration_name AS name, checksum,
              CASE WHEN rolled_back_at IS NOT NULL THEN 'rolled back'
                   WHEN finished_at IS NOT NULL THEN 'applied' ELSE 'begun' END AS state
       FROM _prisma_migrations`,
    );
    return rows;
  } finally {
    await pool.end();
  }
}

/** The same checksum as the schema engine's. */
function checksumOf(sql: string): string {
  return createHash('sha256').update(sql).digest('hex');
}
