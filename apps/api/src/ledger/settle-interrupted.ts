import type pg from 'pg';
import { encodeIds } from '../database/arrays/encode-array.ts';
import { inTransaction } from '../database/in-transaction.ts';
import { type RunningRow, runningColumns, toInterruptedRecord } from '../records/running-columns.ts';
import { encodeSettlement, type SettledPeriod, writeSettlement } from './write-settlements.ts';

/** Selects the stored running generations that have lost their process. */
export type Abandoned =
  /** All generations. No other process uses the database, and this process runs none yet. */
  | { type: 'all' }
  /**
   * Generations with an expired lease, except `ownIds`. None if the database has stalled since `answeredAt`. For owners
   * in `deadIds`, also generations whose lease has less than `deadLeftMs` left.
   */
  | {
      type: 'expired';
      ownIds: readonly string[];
      answeredAt: Date;
      stalledMs: number;
      deadIds: readonly string[];
      deadLeftMs: number;
    };

/** The most generations that one transaction settles. */
const settledAtOnce = 100;

const columns = runningColumns.map(({ name }) => `"${name}"`).join(', ');

/**
 * MATERIALIZED finds the rows once. PostgreSQL might otherwise repeat the subquery per joined row and exceed its limit.
 */
const takeSql = `WITH taken AS MATERIALIZED (
  SELECT id AS taken_id FROM running_generation
  WHERE $1 OR ((expires_at < now() OR (owner_id = ANY($5::uuid[]) AND expires_at < now() + $6::float8 * interval '1 millisecond')) AND id <> ALL($2::uuid[]) AND now() < $3::timestamptz + $4::float8 * interval '1 millisecond')
  ORDER BY id LIMIT ${settledAtOnce} FOR UPDATE SKIP LOCKED)
DELETE FROM running_generation USING taken WHERE id = taken_id RETURNING ${columns}`;

/**
 * Records generations whose process has ended. Each is recorded once as failed, at its estimated cost, on any number of
 * replicas. Returns their number and the changed windows of budgets.
 */
export async function settleInterrupted(
  pool: pg.Pool,
  abandoned: Abandoned,
  nowMs: number,
): Promise<{ count: number; periods: readonly SettledPeriod[] }> {
  const values =
    abandoned.type === 'all'
      ? [true, encodeIds([]), null, null, encodeIds([]), null]
      : [
          false,
          encodeIds(abandoned.ownIds),
          abandoned.answeredAt,
          abandoned.stalledMs,
          encodeIds(abandoned.deadIds),
          abandoned.deadLeftMs,
        ];
  const periods: SettledPeriod[] = [];
  let all = 0;
  for (let count = settledAtOnce; count === settledAtOnce; all += count) {
    count = await inTransaction(pool, async (client) => {
      const { rows } = await client.query<RunningRow>({ name: 'take-interrupted', text: takeSql, values });
      if (rows.length === 0) return 0;
      const interrupted = rows.map((row) => toInterruptedRecord(row, nowMs));
      const settled = await writeSettlement(client, encodeSettlement({ records: [], releasedIds: [], interrupted }));
      periods.push(...settled.periods);
      return rows.length;
    });
  }
  return { count: all, periods };
}
