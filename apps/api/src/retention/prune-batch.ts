import type pg from 'pg';
import { earliestIdAt } from '../records/earliest-id.ts';
import { removalValues, removeContentsSql } from '../records/remove-contents.ts';

/** The part to remove: only the content, or the whole record. */
export type Prunable = 'contents' | 'records';

/** The oldest generations after an id. */
export type Batch = {
  /** Generations that began before this moment. */
  before: Date;
  /** The end of the previous batch, so that removed rows are not scanned again; null for the first. */
  after: string | null;
  /** The most generations to remove. */
  size: number;
};

/** The result of a batch. `last`: the newest removed id, null for none. */
export type PrunedBatch = {
  /** False: another replica was removing, so this batch removed nothing. */
  isMine: boolean;
  count: number;
  last: string | null;
};

/** Held for one statement, so that only one replica removes at a time and none waits for another. */
const turnKey = '7237954630811243901';

const turn = `turn AS (SELECT pg_try_advisory_xact_lock(${turnKey}) AS is_mine)`;

/** The ids of a batch, ordered by key, which starts with the time. */
const oldest = (table: string, id: string, condition = 'true'): string => `
old AS (
  SELECT ${id} AS id FROM ${table}
  WHERE (SELECT is_mine FROM turn) AND ${id} > $1::uuid AND ${id} < $2::uuid AND ${condition} ORDER BY ${id} LIMIT $3
)`;

/** Rows that are not in the rollups yet are still needed. */
const isAddedUp = 'NOT EXISTS (SELECT FROM usage_recent WHERE usage_recent.generation_id = generation.id)';

/** Written as an array, so that the planner always uses the index. */
const ids = 'ANY (ARRAY (SELECT id FROM old))';

const outcome = `
SELECT is_mine AS "isMine", (SELECT count(*)::int FROM old) AS count, (SELECT id FROM old ORDER BY id DESC LIMIT 1) AS last
FROM turn`;

const contentsSql = `
WITH ${turn}, ${oldest('generation_content', 'generation_id')},${removeContentsSql(ids, 4)}${outcome}`;

/**
 * Reports must not show the rest of an hour as the whole hour. So the removal stores the time up to which rows are
 * missing.
 */
const recordsSql = `
WITH ${turn}, ${oldest('generation', 'id', isAddedUp)},
attempts AS (DELETE FROM model_usage WHERE generation_id = ${ids} RETURNING started_at),
contents AS (DELETE FROM generation_content WHERE generation_id = ${ids}),
plans AS (DELETE FROM generation_plan WHERE generation_id = ${ids}),
ratings AS (DELETE FROM generation_rating WHERE generation_id = ${ids}),
generations AS (DELETE FROM generation WHERE id = ${ids}),
noted AS (
  INSERT INTO pruning AS known (what, before)
  SELECT 'records', max(started_at) + interval '1 millisecond' FROM attempts HAVING count(*) > 0
  ON CONFLICT (what) DO UPDATE SET before = greatest(known.before, EXCLUDED.before)
)${outcome}`;

const firstId = '00000000-0000-0000-0000-000000000000';

/** Removes a batch in one statement, by key. Rollups and budgets stay. */
export async function pruneBatch(pool: pg.Pool, what: Prunable, { before, after, size }: Batch): Promise<PrunedBatch> {
  const values: unknown[] = [after ?? firstId, earliestIdAt(before), size];
  if (what === 'contents') values.push(...removalValues);
  const text = what === 'contents' ? contentsSql : recordsSql;
  const { rows } = await pool.query<PrunedBatch>({ name: `prune-${what}`, text, values });
  return rows[0] ?? { isMine: false, count: 0, last: null };
}
