import type pg from 'pg';
import { inTransaction } from '../database/in-transaction.ts';
import { addToRollups, attemptsOf, rollUp } from './rollup-sql.ts';

/** Of all that add up at once, one does; the number is that of this lock alone. */
const lockSql = 'SELECT pg_advisory_xact_lock(7205759403792793)';

const rollUpSql = `
WITH recent AS (
  DELETE FROM usage_recent
  WHERE generation_id IN (SELECT generation_id FROM usage_recent ORDER BY generation_id LIMIT $1)
  RETURNING generation_id
),
hours AS MATERIALIZED (${rollUp(attemptsOf('recent'), 'true')}),
to_hours AS (${addToRollups('usage_hour', 'hours')}),
to_days AS (${addToRollups('usage_day', 'hours')})
SELECT count(*)::int AS count FROM recent`;

/** Enough to share most rows, and no longer than settlements may wait where the database does one thing at a time. */
const defaultGroupSize = 1_000;

/**
 * Adds calls to the rollups that were settled since the last time, each once, however many replicas do so at once and
 * wherever one of them ends. Returns of how many generations.
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
 * `rollUpRecent`, for again and again. The embedded database cleans up nothing by itself: after every `vacuumAfter`
 * generations the space is freed of what came and went with each, their notes and what they had reserved.
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

/** Within a transaction of the caller's: adds up all that is there. */
export async function rollUpAll(client: pg.ClientBase): Promise<void> {
  await rollUpGroup(client, null);
}

/** Until the transaction ends nobody adds up. */
export async function lockRollups(client: pg.ClientBase): Promise<void> {
  await client.query(lockSql);
}

async function rollUpGroup(client: pg.ClientBase, limit: number | null): Promise<number> {
  await lockRollups(client);
  const { rows } = await client.query<{ count: number }>({ name: 'roll-up', text: rollUpSql, values: [limit] });
  return rows[0]?.count ?? 0;
}
