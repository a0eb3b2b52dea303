import type pg from 'pg';
import { inTransaction } from '../database/in-transaction.ts';
import type { BatchedCall } from '../generation/batched-call.ts';
import { toStoredText } from '../records/stored-text.ts';
import type { RowRequest } from './batch.ts';

/** A batch whose deadline may leave time for batches of providers. */
export type KeptBatch = { id: string; status: 'RUNNING' | 'CANCELLED'; deadlineMs: number; concurrency: number };

/** A row that is not yet assigned to a provider's batch or to a lane. */
export type SortingRow = { index: number; request: RowRequest; sentAs: string };

/** A row in the form in which it is sent. */
export type SentRow = { index: number; sentAs: string; call: BatchedCall };

/** A batch at a provider that has not ended. `upstreamId` null: its submission is not confirmed. */
export type OpenProviderBatch = {
  id: string;
  providerId: string;
  upstreamId: string | null;
  submittedAtMs: number;
  isCancelled: boolean;
};

/** Counts of the rows that have not ended, by state. */
export type RowCounts = { sorting: number; sent: number; waiting: number; running: number };

/** `due_at` holds rounded whole milliseconds, so a due batch may be half a millisecond ahead of `now()`. */
const claimSql = `
WITH due AS MATERIALIZED (
  SELECT id FROM batch WHERE due_at <= now()::timestamptz(3) AND NOT (id = ANY($2::uuid[])) ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED
)
UPDATE batch SET due_at = now() + $1::float8 * interval '1 millisecond' FROM due WHERE batch.id = due.id
RETURNING batch.id, status, (extract(epoch FROM deadline) * 1000)::float8 AS "deadlineMs", concurrency`;

const renewSql = `UPDATE batch SET due_at = now() + $2::float8 * interval '1 millisecond' WHERE id = $1 AND due_at IS NOT NULL`;

/** If the batch was cancelled meanwhile, it is due immediately. */
const scheduleSql = `
UPDATE batch SET due_at = CASE WHEN status = $2 OR $3::float8 IS NULL THEN now() + $3::float8 * interval '1 millisecond' ELSE now() END
WHERE id = $1`;

const sortingSql = `
UPDATE batch_row AS named SET sent_as = coalesce(named.sent_as, ids.id)
FROM (SELECT "index", row_number() OVER (ORDER BY "index") AS place FROM batch_row
  WHERE batch_id = $1 AND status = 'SORTING' AND "index" > $2 ORDER BY "index" LIMIT $4) AS next
JOIN unnest($3::uuid[]) WITH ORDINALITY AS ids (id, place) ON ids.place = next.place
WHERE named.batch_id = $1 AND named."index" = next."index"
RETURNING named."index", named.request, named.sent_as AS "sentAs"`;

const aloneSql = `
UPDATE batch_row SET status = 'PENDING', sent_as = NULL WHERE batch_id = $1 AND status = 'SORTING' AND "index" = ANY($2::int[])`;

const insertSql = `
INSERT INTO provider_batch (id, batch_id, provider_id, model, status, total, submitted_at)
VALUES ($1, $2, $3, $4, 'SUBMITTING', $5, now())`;

const sendSql = `
UPDATE batch_row AS sent SET status = 'SENT', provider_batch_id = $2, batched = each.batched
FROM (SELECT "index", sent_as, batched FROM json_to_recordset($3::json) AS each ("index" int, sent_as uuid, batched json)) AS each
WHERE sent.batch_id = $1 AND sent."index" = each."index" AND sent.sent_as = each.sent_as AND sent.status = 'SORTING'`;

const confirmSql = `UPDATE provider_batch SET status = 'RUNNING', upstream_id = $2 WHERE id = $1 AND status = 'SUBMITTING'`;

const openSql = `
SELECT id, provider_id AS "providerId", upstream_id AS "upstreamId", cancelled_at IS NOT NULL AS "isCancelled",
  (extract(epoch FROM submitted_at) * 1000)::float8 AS "submittedAtMs"
FROM provider_batch WHERE batch_id = $1 AND status <> 'ENDED' ORDER BY id`;

const otherIdsSql = `SELECT upstream_id AS id FROM provider_batch WHERE provider_id = $1 AND upstream_id IS NOT NULL ORDER BY id DESC LIMIT 10000`;

const rowIdsSql = `SELECT sent_as AS id FROM batch_row WHERE provider_batch_id = $1 AND status = 'SENT' ORDER BY "index"`;

const answerSql = `
WITH answered AS (
  UPDATE batch_row AS row SET status = 'ANSWERED', answer = each.answer
  FROM unnest($2::uuid[], $3::text[]) AS each (sent_as, answer)
  WHERE row.provider_batch_id = $1 AND row.sent_as = each.sent_as AND row.status = 'SENT' RETURNING 1
)
UPDATE provider_batch SET answered = answered + (SELECT count(*)::int FROM answered) WHERE id = $1`;

const endSql = `UPDATE provider_batch SET status = 'ENDED', ended_at = now(), reason = $2 WHERE id = $1 AND status <> 'ENDED'`;

/** Rows without an answer wait again: for another batch, or to run alone under another name. */
const giveBackSql = `
WITH given AS (SELECT batch_id, "index", sent_as FROM batch_row WHERE provider_batch_id = $1 AND status = 'SENT' FOR UPDATE),
back AS (
  UPDATE batch_row AS row SET status = $2, provider_batch_id = NULL, batched = NULL,
    sent_as = CASE WHEN $2 = 'SORTING' THEN row.sent_as END
  FROM given WHERE row.batch_id = given.batch_id AND row."index" = given."index" RETURNING row."index", given.sent_as
)
SELECT sent_as AS id FROM back ORDER BY "index"`;

/** Ends the unanswered rows of a cancelled batch: the unassigned rows, or the rows of one provider's batch. */
const dropSql = `
WITH dropped AS (
  UPDATE batch_row SET status = 'CANCELLED', error_code = 'CANCELLED', error_message = $4, request = NULL, batched = NULL, ended_at = now()
  WHERE batch_id = $1 AND status = $2 AND ($3::uuid IS NULL OR provider_batch_id = $3)
    AND EXISTS (SELECT FROM batch WHERE id = $1 AND status = 'CANCELLED')
  RETURNING "index", sent_as
), counted AS (SELECT count(*)::int AS count FROM dropped), changed AS (
  UPDATE batch SET failed = failed + counted.count,
    ended_at = CASE WHEN completed + failed + counted.count = total THEN coalesce(ended_at, now()) ELSE ended_at END
  FROM counted WHERE batch.id = $1 AND counted.count > 0
)
SELECT sent_as AS id FROM dropped WHERE sent_as IS NOT NULL ORDER BY "index"`;

const countSql = `
SELECT count(*) FILTER (WHERE status = 'SORTING')::int AS sorting, count(*) FILTER (WHERE status = 'SENT')::int AS sent,
  count(*) FILTER (WHERE status IN ('PENDING', 'ANSWERED'))::int AS waiting, count(*) FILTER (WHERE status = 'RUNNING')::int AS running
FROM batch_row WHERE batch_id = $1`;

/** Another process has changed the rows of a batch meanwhile. */
class RowsTaken extends Error {}

/**
 * The batches at providers, in the database. Every change requires the expected state, so a repetition changes nothing.
 */
export class ProviderBatchStore {
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  /** Takes a due batch for `leaseMs`, except those of `butIds`. Null if there is none. */
  async claim(leaseMs: number, butIds: readonly string[]): Promise<KeptBatch | null> {
    const { rows } = await this.#pool.query<KeptBatch>({
      name: 'claim-batch',
      text: claimSql,
      values: [leaseMs, butIds],
    });
    return rows[0] ?? null;
  }

  /** Extends the lease on a batch. */
  async renew(id: string, leaseMs: number): Promise<void> {
    await this.#pool.query(renewSql, [id, leaseMs]);
  }

  /** Makes all batches of an ended process due immediately. Safe only if no other process uses the database. */
  async freeAll(): Promise<void> {
    await this.#pool.query('UPDATE batch SET due_at = now() WHERE due_at IS NOT NULL');
  }

  /** Releases a batch. It is due again after `afterMs`; null for never. */
  async schedule({ id, status }: KeptBatch, afterMs: number | null): Promise<void> {
    await this.#pool.query(scheduleSql, [id, status, afterMs]);
  }

  /** The next unassigned rows. Each keeps its first name, taken from `ids`. */
  async readSorting(batchId: string, afterIndex: number, ids: readonly string[]): Promise<readonly SortingRow[]> {
    const { rows } = await this.#pool.query<SortingRow>(sortingSql, [batchId, afterIndex, ids, ids.length]);
    return rows.toSorted((left, right) => left.index - right.index);
  }

  /** Marks these rows to run alone. */
  async runAlone(batchId: string, indexes: readonly number[]): Promise<void> {
    if (indexes.length > 0) await this.#pool.query(aloneSql, [batchId, indexes]);
  }

  /** Stores a batch of a provider before its submission. Returns false if another process has its rows. */
  async create(
    id: string,
    { batchId, providerId, model }: { batchId: string; providerId: string; model: string },
    rows: readonly SentRow[],
  ): Promise<boolean> {
    const records = rows.map(({ index, sentAs, call }) => ({ index, sent_as: sentAs, batched: call }));
    try {
      await inTransaction(this.#pool, async (client) => {
        await client.query(insertSql, [id, batchId, providerId, model, rows.length]);
        const { rowCount } = await client.query(sendSql, [batchId, id, JSON.stringify(records)]);
        if (rowCount !== rows.length) throw new RowsTaken();
      });
      return true;
    } catch (error) {
      if (error instanceof RowsTaken) return false;
      throw error;
    }
  }

  /** Stores the provider's id of a submitted batch. */
  async confirm(id: string, upstreamId: string): Promise<void> {
    await this.#pool.query(confirmSql, [id, upstreamId]);
  }

  /** The batches at providers of a batch that have not ended. */
  async readOpen(batchId: string): Promise<readonly OpenProviderBatch[]> {
    return (await this.#pool.query<OpenProviderBatch>(openSql, [batchId])).rows;
  }

  /** The provider's ids of the known batches. */
  async readUpstreamIds(providerId: string): Promise<ReadonlySet<string>> {
    return new Set((await this.#pool.query<{ id: string }>(otherIdsSql, [providerId])).rows.map(({ id }) => id));
  }

  /** The names of the rows that wait for an answer. */
  async readRowIds(id: string): Promise<readonly string[]> {
    return (await this.#pool.query<{ id: string }>(rowIdsSql, [id])).rows.map((row) => row.id);
  }

  async noteCancelled(id: string): Promise<void> {
    await this.#pool.query('UPDATE provider_batch SET cancelled_at = now() WHERE id = $1', [id]);
  }

  /** Stores answers with their rows, which can then run. */
  async keepAnswers(id: string, answers: readonly { rowId: string; answer: string }[]): Promise<void> {
    if (answers.length === 0) return;
    const names = answers.map(({ rowId }) => rowId);
    const texts = answers.map(({ answer }) => toStoredText(answer));
    await this.#pool.query(answerSql, [id, names, texts]);
  }

  /**
   * Ends a batch of a provider. Its rows without an answer wait again. Returns the names under which their money is
   * reserved.
   */
  async end(id: string, to: 'PENDING' | 'SORTING', reason: string | null): Promise<readonly string[]> {
    return inTransaction(this.#pool, async (client) => {
      const { rows } = await client.query<{ id: string }>(giveBackSql, [id, to]);
      await client.query(endSql, [id, reason === null ? null : toStoredText(reason)]);
      return to === 'SORTING' ? [] : rows.map((row) => row.id);
    });
  }

  /**
   * Ends rows of a cancelled batch: the unassigned rows, or the rows of one provider's batch. Returns the same as
   * `end`.
   */
  async drop(batchId: string, status: 'SORTING' | 'SENT', providerBatchId: string | null): Promise<readonly string[]> {
    const message = 'The batch was cancelled before this row was answered.';
    const { rows } = await this.#pool.query<{ id: string }>(dropSql, [batchId, status, providerBatchId, message]);
    return rows.map(({ id }) => id);
  }

  async countRows(batchId: string): Promise<RowCounts> {
    const { rows } = await this.#pool.query<RowCounts>(countSql, [batchId]);
    return rows[0] ?? { sorting: 0, sent: 0, waiting: 0, running: 0 };
  }
}
