import type pg from 'pg';
import { insertLeasedFromArrays } from '../database/arrays/columns.ts';
import { encodeIds, encodeTexts, encodeTimes } from '../database/arrays/encode-array.ts';
import type { Generation } from '../generation/generation.ts';
import { runningColumns } from '../records/running-columns.ts';
import { type ReservedAmount, reservationKey } from './decide-reservations.ts';
import { type Money, parseMoney, writeMoney } from './money.ts';
import { type Lease, writeRunning } from './write-running.ts';

const writeSql = `
WITH reserved AS (
  SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::timestamptz[], $4::text[]::numeric[])
    AS reservation (generation_id, budget_id, window_start, amount_usd)
),
leases AS (
  INSERT INTO reservation AS held (generation_id, budget_id, window_start, amount_usd, expires_at)
  SELECT generation_id, budget_id, window_start, amount_usd, now() + $5 * interval '1 millisecond' FROM reserved
  ON CONFLICT (generation_id, budget_id) DO UPDATE SET
    amount_usd = held.amount_usd + EXCLUDED.amount_usd, expires_at = greatest(held.expires_at, EXCLUDED.expires_at)
),
running AS (${insertLeasedFromArrays('running_generation', runningColumns, 6)})
UPDATE budget_period AS period SET reserved_usd = period.reserved_usd + wanted.amount_usd
FROM (SELECT budget_id, window_start, sum(amount_usd) AS amount_usd FROM reserved GROUP BY 1, 2) AS wanted
WHERE period.budget_id = wanted.budget_id AND period.window_start = wanted.window_start`;

/**
 * Writes leases and counts them as reserved. The caller has locked the windows. `running`: generations to store as
 * running in the same statement.
 */
export async function writeReservations(
  client: pg.ClientBase,
  reserved: readonly ReservedAmount[],
  running: readonly Generation[],
  lease: Lease,
): Promise<void> {
  if (reserved.length === 0) return writeRunning(client, running, lease);
  const values = encodeReservations(reserved, running, lease);
  await client.query({ name: 'write-reservations', text: writeSql, values });
}

/** The parameters of a statement that writes leases and running generations. */
export function encodeReservations(
  reserved: readonly ReservedAmount[],
  running: readonly Generation[],
  lease: Lease,
): (Buffer | number | string | null)[] {
  return [
    encodeIds(reserved.map(({ generationId }) => generationId)),
    encodeIds(reserved.map(({ budgetId }) => budgetId)),
    encodeTimes(reserved.map(({ windowStartMs }) => windowStartMs)),
    encodeTexts(reserved.map(({ amount }) => writeMoney(amount))),
    lease.leaseMs,
    ...runningColumns.map((column) => column.encode(running)),
    lease.leaseMs,
    lease.ownerId,
  ];
}

const readSql = `SELECT generation_id AS "generationId", budget_id AS "budgetId", (amount_usd + slice_usd)::text AS amount
FROM reservation WHERE generation_id = ANY($1::uuid[])`;

/** The reservations of generations, by `reservationKey`. Sends no query for an empty list. */
export async function readReservations(
  client: Pick<pg.ClientBase, 'query'>,
  generationIds: readonly string[],
): Promise<ReadonlyMap<string, Money>> {
  if (generationIds.length === 0) return new Map();
  const { rows } = await client.query<{ generationId: string; budgetId: string; amount: string }>({
    name: 'read-reservations',
    text: readSql,
    values: [encodeIds(generationIds)],
  });
  return new Map(
    rows.map(({ generationId, budgetId, amount }) => [reservationKey(generationId, budgetId), parseMoney(amount)]),
  );
}
