import type { ModelOverride } from '@penstock/router';
import type pg from 'pg';

/**
 * The stored models of operators, for the catalog, ordered by id. Uses SQL, because the first query of Prisma loads its
 * compiler: about 30 MB that many services never need.
 */
export async function listModelOverrides(client: Pick<pg.Pool, 'query'>): Promise<readonly ModelOverride[]> {
  const { rows } = await client.query<ModelOverride>(
    'SELECT id, settings, is_active AS "isActive" FROM model_configuration ORDER BY id COLLATE "C"',
  );
  return rows;
}

/** Replaces the stored models. Unchanged rows keep their times. */
export async function writeModelOverrides(
  client: Pick<pg.ClientBase, 'query'>,
  models: readonly ModelOverride[],
): Promise<void> {
  await client.query('DELETE FROM model_configuration WHERE NOT id = ANY($1::text[])', [models.map(({ id }) => id)]);
  await client.query(
    `INSERT INTO model_configuration AS stored (id, provider_id, settings, is_active, updated_at)
    SELECT id, split_part(id, '/', 1), settings, "isActive", now()
    FROM jsonb_to_recordset($1::jsonb) AS given (id text, settings jsonb, "isActive" boolean)
    ON CONFLICT (id) DO UPDATE SET settings = EXCLUDED.settings, is_active = EXCLUDED.is_active, updated_at = now()
    WHERE (stored.settings, stored.is_active) IS DISTINCT FROM (EXCLUDED.settings, EXCLUDED.is_active)`,
    [JSON.stringify(models)],
  );
}
