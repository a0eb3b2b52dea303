import type { ModelOverride } from '@penstock/router';
import type pg from 'pg';

/**
 * The models that an operator stored, for the catalog, in the order of their ids. In SQL, since the first query of
 * Prisma's loads its compiler, which a service that nobody asks for its history can do without: some 30 MB.
 */
export async function listModelOverrides(pool: pg.Pool): Promise<readonly ModelOverride[]> {
  const { rows } = await pool.query<ModelOverride>(
    'SELECT id, settings, is_active AS "isActive" FROM model_configuration ORDER BY id',
  );
  return rows;
}
