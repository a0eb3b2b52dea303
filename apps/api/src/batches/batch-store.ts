import type pg from 'pg';
import { inTransaction } from '../database/in-transaction.ts';
import { ServiceError } from '../errors/service-error.ts';
import type { BatchedCall } from '../generation/batched-call.ts';
import { readStoredText, toStoredText } from '../records/stored-text.ts';
import { type BegunRow, type LeftRow, mostRunningBatches, type NewBatch, type RowCost, type RowEnd } from './batch.ts';

/** The most rows that one statement inserts. */
const insertedAtOnce = 1_000;

const insertSql = `
INSERT INTO batch (id, workspace_id, api_key_id, caller_id, client_id, fingerprint, status, concurrency, total, deadline, due_at, created_at)
VALUES ($1, $2, $3, $4, $5, $6, 'RUNNING', $7, $8, $9, CASE WHEN $9::timestamptz IS NOT NULL THEN now() END, now())
ON CONFLICT (caller_id, client_id) WHERE client_id IS NOT NULL DO NOTHING`;

const insertRowsSql = `
INSERT INTO batch_row (batch_id, "index", request, status)
SELECT $1, $2 + ordinality - 1, value, $4 FROM json_array_elements($3::json) WITH ORDINALITY`;

const findSql = 'SELECT id, fingerprint FROM batch WHERE caller_id = $1 AND client_id = $2';

const countSql = `SELECT count(*)::int AS count FROM batch WHERE workspace_id = $1 AND ended_at IS NULL`;

const isRunningSql = `SELECT EXISTS (SELECT FROM batch WHERE ended_at IS NULL) AS "isRunning"`;

/**
 * An answer from a provider's batch is paid, so its row also runs in a cancelled batch. MATERIALIZED finds the row
 * once: PostgreSQL might otherwise repeat the subquery per joined row.
 */
const takeSql = `
WITH next AS MATERIALIZED (
  SELECT "index" FROM batch_row
  WHERE batch_id = $1 AND status IN ('PENDING', 'ANSWERED')
    AND (status = 'ANSWERED' OR EXISTS (SELECT FROM batch WHERE id = $1 AND status = 'RUNNING'))
  ORDER BY "index" LIMIT 1 FOR UPDATE SKIP LOCKED
)
UPDATE batch_row AS taken
SET status = 'RUNNING', generation_id = coalesce(taken.sent_as, $2), lane_id = $3, begun = taken.begun + 1, begun_at = now()
FROM next
WHERE taken.batch_id = $1 AND taken."index" = next."index"
RETURNING taken."index", taken.request, taken.begun, taken.generation_id AS "generationId", taken.batched, taken.answer`;

/** Only the holder of this generation of a row can end it, and only once. The last row ends the batch. */
const endSql = `
WITH ended AS (
  UPDATE batch_row
  SET status = $4, error_code = $5, error_message = $6, cost_usd = cost_usd + $7::numeric, is_unpriced = is_unpriced OR $8,
    request = NULL, batched = NULL, answer = NULL, lane_id = NULL, ended_at = now()
  WHERE batch_id = $1 AND "index" = $2 AND generation_id = $3 AND status = 'RUNNING'
  RETURNING is_unpriced
)
UPDATE batch SET cost_usd = cost_usd + $7::numeric, unpriced = unpriced + (SELECT count(*) FROM ended WHERE is_unpriced),
  completed = completed + CASE WHEN $4 = 'COMPLETED' THEN 1 ELSE 0 END,
  failed = failed + CASE WHEN $4 = 'COMPLETED' THEN 0 ELSE 1 END,
  status = CASE WHEN status = 'RUNNING' AND completed + failed + 1 = total THEN 'COMPLETED' ELSE status END,
  ended_at = CASE WHEN completed + failed + 1 = total THEN now() ELSE ended_at END
WHERE id = $1 AND EXISTS (SELECT FROM ended)`;

const releaseSql = `
WITH released AS (
  UPDATE batch_row
  SET status = CASE WHEN answer IS NULL OR $7 THEN 'PENDING' ELSE 'ANSWERED' END, generation_id = NULL, lane_id = NULL,
    cost_usd = cost_usd + $4::numeric, is_unpriced = is_unpriced OR $5, begun = begun - $6::int,
    sent_as = CASE WHEN answer IS NOT NULL AND NOT $7 THEN sent_as END, answer = CASE WHEN NOT $7 THEN answer END
  WHERE batch_id = $1 AND "index" = $2 AND generation_id = $3 AND status = 'RUNNING'
  RETURNING batch_id
)
UPDATE batch SET cost_usd = cost_usd + $4::numeric WHERE id IN (SELECT batch_id FROM released)`;

const leftSql = `
SELECT batch_id AS "batchId", "index", generation_id AS "generationId", begun FROM batch_row
WHERE lane_id = $1 AND status = 'RUNNING' ORDER BY "index"`;

const cancelSql = `UPDATE batch SET status = 'CANCELLED', cancel_reason = $2, due_at = CASE WHEN due_at IS NOT NULL THEN now() END
WHERE id = $1 AND status = 'RUNNING'`;

const dropPendingSql = `
WITH dropped AS (
  UPDATE batch_row SET status = 'CANCELLED', error_code = 'CANCELLED', error_message = $2, request = NULL, ended_at = now()
  WHERE batch_id = $1 AND status = 'PENDING' AND EXISTS (SELECT FROM batch WHERE id = $1 AND status = 'CANCELLED')
  RETURNING is_unpriced
), counted AS (SELECT count(*)::int AS count, count(*) FILTER (WHERE is_unpriced)::int AS unpriced FROM dropped)
UPDATE batch SET failed = failed + counted.count, unpriced = batch.unpriced + counted.unpriced,
  ended_at = CASE WHEN completed + failed + counted.count = total THEN coalesce(ended_at, now()) ELSE ended_at END
FROM counted WHERE batch.id = $1 AND counted.count > 0`;

const cancelledSql = `SELECT id FROM batch WHERE id = ANY($1::uuid[]) AND status = 'CANCELLED'`;

const traceSql = `
SELECT (SELECT jsonb_build_object('status', status, 'code', error_code, 'costUsd', cost_usd::text) FROM generation WHERE id = $1) AS record,
  EXISTS (SELECT FROM running_generation WHERE id = $1) AS "isRunning",
  (SELECT begun_at < now() - $2::float8 * interval '1 millisecond' FROM batch_row WHERE batch_id = $3 AND "index" = $4) AS "isOld"`;

/** The ledger's state of a generation. `lost`: no record exists or will follow. `unsettled`: a record may follow. */
export type Trace =
  | { type: 'recorded'; status: string; code: string | null; costUsd: string | null }
  | { type: 'unsettled' }
  | { type: 'lost' };

/**
 * `wasBegun` false: the generation was never called. `isRecorded`: its record exists and includes the cost of the
 * answer.
 */
export type Release = { wasBegun: boolean; isRecorded: boolean };

/** Batches and their rows in the database. */
export class BatchStore {
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  /**
   * Stores a batch with its rows. `begin` runs in the same transaction. Returns the id of the batch, or of the caller's
   * existing batch with the same name.
   */
  async create(id: string, batch: NewBatch, begin: (client: pg.ClientBase) => Promise<void>): Promise<string> {
    const { workspaceId, apiKeyId, callerId, clientId, fingerprint, concurrency, deadline, requests } = batch;
    return inTransaction(this.#pool, async (client) => {
      const facts = [id, workspaceId, apiKeyId, callerId, clientId, fingerprint, concurrency, requests.length];
      const values = [...facts, deadline];
      const { rowCount } = await client.query(insertSql, values);
      if (rowCount === 0) return this.#findSame(client, batch);
      const { rows } = await client.query<{ count: number }>(countSql, [workspaceId]);
      if ((rows[0]?.count ?? 0) > mostRunningBatches) {
        throw new ServiceError(
          'CONFLICT',
          `This workspace has ${mostRunningBatches} running batches, which is the maximum: wait for one to end, or cancel one.`,
        );
      }
      for (let first = 0; first < requests.length; first += insertedAtOnce) {
        const part = JSON.stringify(requests.slice(first, first + insertedAtOnce));
        await client.query(insertRowsSql, [id, first, part, deadline === null ? 'PENDING' : 'SORTING']);
      }
      await begin(client);
      return id;
    });
  }

  async #findSame(client: pg.ClientBase, { callerId, clientId, fingerprint }: NewBatch): Promise<string> {
    const { rows } = await client.query<{ id: string; fingerprint: string }>(findSql, [callerId, clientId]);
    const [known] = rows;
    if (known !== undefined && known.fingerprint === fingerprint) return known.id;
    throw new ServiceError(
      'CONFLICT',
      `clientId '${clientId}' already belongs to another batch of yours: give each batch a unique clientId.`,
      { field: 'clientId' },
    );
  }

  /** Whether a batch has rows that have not ended. */
  async hasUnfinished(): Promise<boolean> {
    const { rows } = await this.#pool.query<{ isRunning: boolean }>({ name: 'batches-run', text: isRunningSql });
    return rows[0]?.isRunning === true;
  }

  /** Takes the next row of a batch for a lane. Null if none waits. */
  async take(batchId: string, laneId: string, generationId: string): Promise<BegunRow | null> {
    type Row = Omit<BegunRow, 'batchId' | 'batched'> & { batched: BatchedCall | null; answer: string | null };
    const values = [batchId, generationId, laneId];
    const { rows } = await this.#pool.query<Row>({ name: 'take-batch-row', text: takeSql, values });
    const [row] = rows;
    if (row === undefined) return null;
    const { batched, answer, ...taken } = row;
    return {
      batchId,
      ...taken,
      batched: batched === null || answer === null ? null : { ...batched, answer: readStoredText(answer) },
    };
  }

  /** Ends a row, if this generation still holds it. */
  async end({ batchId, index, generationId }: LeftRow, end: RowEnd): Promise<void> {
    const values = [
      batchId,
      index,
      generationId,
      end.status,
      end.code,
      end.message === null ? null : toStoredText(end.message),
      money(end.costUsd),
      end.isUnpriced,
    ];
    await this.#pool.query({ name: 'end-batch-row', text: endSql, values });
  }

  /** Returns a row to the waiting state. `cost`: the cost of the interrupted generation. */
  async release(
    { batchId, index, generationId }: LeftRow,
    cost: RowCost,
    { wasBegun, isRecorded }: Release,
  ): Promise<void> {
    const values = [batchId, index, generationId, money(cost.costUsd), cost.isUnpriced, wasBegun ? 0 : 1, isRecorded];
    await this.#pool.query({ name: 'release-batch-row', text: releaseSql, values });
  }

  /** The rows that an earlier holder of a lane left running. */
  async readLeft(laneId: string): Promise<readonly LeftRow[]> {
    const { rows } = await this.#pool.query<LeftRow>({ name: 'read-left-rows', text: leftSql, values: [laneId] });
    return rows;
  }

  /** The state of a row's generation. It is lost if nothing is known of it after `graceMs`. */
  async trace({ batchId, index, generationId }: LeftRow, graceMs: number): Promise<Trace> {
    type Row = { record: Omit<Trace & { type: 'recorded' }, 'type'> | null; isRunning: boolean; isOld: boolean | null };
    const values = [generationId, graceMs, batchId, index];
    const { rows } = await this.#pool.query<Row>({ name: 'trace-batch-row', text: traceSql, values });
    const [{ record, isRunning, isOld } = { record: null, isRunning: false, isOld: true }] = rows;
    if (record !== null) return { type: 'recorded', ...record };
    return { type: isRunning || isOld === false ? 'unsettled' : 'lost' };
  }

  /** Ends a running batch, and its waiting rows. */
  async cancel(id: string, reason: string): Promise<void> {
    await this.#pool.query(cancelSql, [id, reason]);
    await this.dropPending(id);
  }

  /** Ends the waiting rows of a cancelled batch. */
  async dropPending(id: string): Promise<void> {
    const values = [id, 'The batch was cancelled before this row began.'];
    await this.#pool.query({ name: 'drop-batch-rows', text: dropPendingSql, values });
  }

  /** The cancelled batches among these ids. */
  async readCancelled(ids: readonly string[]): Promise<readonly string[]> {
    const { rows } = await this.#pool.query<{ id: string }>({
      name: 'cancelled-batches',
      text: cancelledSql,
      values: [ids],
    });
    return rows.map(({ id }) => id);
  }
}

/** In the column's form, without an exponent. */
function money(usd: number): string {
  return usd.toFixed(12);
}
