import type { Database } from '../../apps/api/src/database/database.ts';
import { addToRollups, rollUp } from '../../apps/api/src/ledger/rollup-sql.ts';
import { filledDays } from './fill-records.ts';

const dayMs = 86_400_000;

const rollUpSql = `
WITH hours AS MATERIALIZED (${rollUp('model_usage', 'started_at >= $1::timestamptz AND started_at < $2::timestamptz')}),
to_hours AS (${addToRollups('usage_hour', 'hours')})
${addToRollups('usage_day', 'hours')}`;

/** Builds the rollups of all records, a day at a time, by the service's own SQL. */
export async function fillRollups(pool: Database['pool'], nowMs: number): Promise<void> {
  const first = Math.floor((nowMs - filledDays * dayMs) / dayMs) * dayMs;
  const days = Array.from({ length: filledDays + 1 }, (_, index) => first + index * dayMs);
  const work = async (): Promise<void> => {
    for (let day = days.shift(); day !== undefined; day = days.shift()) {
      await pool.query(rollUpSql, [new Date(day).toISOString(), new Date(day + dayMs).toISOString()]);
    }
  };
  await Promise.all([work(), work()]);
}
