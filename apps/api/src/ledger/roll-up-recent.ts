import type pg from 'pg';
import { inTransaction } from '../database/in-transaction.ts';
import { addAttributions, addToRollups, attemptsOf, rollUp, rollUpAttributions } from './rollup-sql.ts';

/** Only one rollup runs at a time, over all replicas. The number identifies this lock. */
const lockSql = 'SELECT pg_advisory_xact_lock(7205759403792793)';

const rollUpSql = `
WITH recent AS (
  DELETE FROM usage_recent
  WHERE generation_id IN (SELECT generation_id FROM usage_recent ORDER BY generation_id LIMIT $1)
  RETURNING generation_id
),
hours AS MATERIALIZED (${rollUp(attemptsOf('recent'), 'true')}),
to_hours AS (${addToRollups('usage_hour', 'hours')}),
to_days AS (${addToRollups('usage_day', 'hours')}),
to_attributions AS (${addAttributions(rollUpAttributions(attemptsOf('recent'), 'true'))})
SELECT count(*)::int AS count FROM recent`;

/**
 * Large enough to share most rows. Small enough not to delay settlements on the embedded database, which runs one
 * statement at a time.
 */
const defaultGroupSize = 1_000;

/**
 * Adds the calls settled since the last run to the rollups. Each call is added once, on any number of replicas and
 * after any crash. Returns the number of generations.
 */
export async function rollUpRecent(pool: pg.Pool, groupSize: number = defaultGroupSize): Promise<number> {
  let all = 0;
  for (let count = groupSize; count === groupSize; all += count) {
    count = await inTransaction(pool, (client) => rollUpGroup(client, groupSize));
  }
  return all;
}

const defaultVacuumAfter = 10_000;

/**
 * Returns `rollUpRecent` for repeated calls. The embedded database does not vacuum automatically. After every
 * `vacuumAfter` generations, the returned function frees the space of their removed rows.
 */
export function createRollUp(pool: pg.Pool, vacuumAfter: number = defaultVacuumAfter): () => Promise<void> {
  let removed = 0;
  return async () => {
    removed += await rollUpRecent(pool);
    if (removed < vacuumAfter) return;
    removed = 0;
    await pool.query('VACUUM usage_recent, reservation, running_generation');
  };
}

/** Adds all settled calls to the rollups, within the caller's transaction. */
export async function rollUpAll(client: pg.ClientBase): Promise<void> {
  await rollUpGroup(client, null);
}

/** Blocks rollups until the transaction ends. */
export async function lockRollups(client: pg.ClientBase): Promise<void> {
  await client.query(lockSql);
}

async function rollUpGroup(client: pg.ClientBase, limit: number | null): Promise<number> {
  await lockRollups(client);
  const { rows } = await client.query<{ count: number }>({ name: 'roll-up', text: rollUpSql, values: [limit] });
  return rows[0]?.count ?? 0;
}
