import type pg from 'pg';
import { insertLeasedFromArrays } from '../database/arrays/columns.ts';
import { encodeIds, encodeTexts, encodeTimes } from '../database/arrays/encode-array.ts';
import type { Generation } from '../generation/generation.ts';
import { runningColumns } from '../records/running-columns.ts';
import { type Hold, holdKey } from './decide-holds.ts';
import { type Money, parseMoney, writeMoney } from './money.ts';
import { writeBegun } from './write-begun.ts';

const writeSql = `
WITH holds AS (
  SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::timestamptz[], $4::text[]::numeric[])
    AS hold (generation_id, budget_id, window_start, amount_usd)
),
leases AS (
  INSERT INTO reservation AS held (generation_id, budget_id, window_start, amount_usd, expires_at)
  SELECT generation_id, budget_id, window_start, amount_usd, now() + $5 * interval '1 millisecond' FROM holds
  ON CONFLICT (generation_id, budget_id) DO UPDATE SET
    amount_usd = held.amount_usd + EXCLUDED.amount_usd, expires_at = EXCLUDED.expires_at
),
running AS (${insertLeasedFromArrays('running_generation', runningColumns, 6)})
UPDATE budget_period AS period SET reserved_usd = period.reserved_usd + wanted.amount_usd
FROM (SELECT budget_id, window_start, sum(amount_usd) AS amount_usd FROM holds GROUP BY 1, 2) AS wanted
WHERE period.budget_id = wanted.budget_id AND period.window_start = wanted.window_start`;

/**
 * Writes leases of `leaseMs` and counts them as reserved. The windows are locked already. `begun`: generations that are noted
 * as running with it.
 */
export async function writeHolds(
  client: pg.ClientBase,
  holds: readonly Hold[],
  begun: readonly Generation[],
  leaseMs: number,
): Promise<void> {
  if (holds.length === 0) return writeBegun(client, begun, leaseMs);
  const values = [
    encodeIds(holds.map(({ generationId }) => generationId)),
    encodeIds(holds.map(({ budgetId }) => budgetId)),
    encodeTimes(holds.map(({ windowStartMs }) => windowStartMs)),
    encodeTexts(holds.map(({ amount }) => writeMoney(amount))),
    leaseMs,
    ...runningColumns.map((column) => column.encode(begun)),
    leaseMs,
  ];
  await client.query({ name: 'write-holds', text: writeSql, values });
}

const readSql = `SELECT generation_id AS "generationId", budget_id AS "budgetId", amount_usd::text AS amount
FROM reservation WHERE generation_id = ANY($1::uuid[])`;

/** What generations hold, by `holdKey`. Asks nothing where there are none. */
export async function readHolds(
  client: pg.ClientBase,
  generationIds: readonly string[],
): Promise<ReadonlyMap<string, Money>> {
  if (generationIds.length === 0) return new Map();
  const { rows } = await client.query<{ generationId: string; budgetId: string; amount: string }>({
    name: 'read-holds',
    text: readSql,
    values: [encodeIds(generationIds)],
  });
  return new Map(
    rows.map(({ generationId, budgetId, amount }) => [holdKey(generationId, budgetId), parseMoney(amount)]),
  );
}
