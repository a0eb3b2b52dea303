import type { ModelOverride } from '@penstock/router';
import type pg from 'pg';

/**
 * The models that an operator stored, for the catalog, ordered by id. Uses SQL, because the first query of Prisma loads
 * its compiler: about 30 MB that many services never need.
 */
export async function listModelOverrides(pool: pg.Pool): Promise<readonly ModelOverride[]> {
  const { rows } = await pool.query<ModelOverride>(
    'SELECT id, settings, is_active AS "isActive" FROM model_configuration ORDER BY id',
  );
  return rows;
}
