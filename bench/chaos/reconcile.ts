import { setTimeout as sleep } from 'node:timers/promises';
import { periodFiguresSql } from '../../apps/api/src/ledger/period-figures-sql.ts';
import { connectTo } from '../../apps/api/src/testing/postgres-server.ts';
import type { ReplicaStage } from '../../apps/api/src/testing/replica-stage.ts';
import type { CallResult } from './calls.ts';

/** The state of the database after the run, compared with the results of callers. */
export type Reconciliation = {
  /** Generations that completed for a caller. */
  completed: number;
  /**
   * Of these: without a record, recorded with another status, without exactly one successful call with a price, with
   * another text.
   */
  missing: number;
  otherwise: number;
  unpaid: number;
  differing: number;
  /** Recorded generations, and the generations settled at an estimate because their process had ended. */
  recorded: number;
  interrupted: number;
  /** Recorded calls, and calls that reached the upstream. */
  attempts: number;
  upstream: number;
  /**
   * US dollars: the sum of all recorded calls, the counts of the budget and of the rollups, and the amount still
   * reserved.
   */
  costUsd: string;
  spentUsd: string;
  rolledUpUsd: string;
  heldUsd: string;
  /** Remaining reservations, and remaining generations stored as running. */
  left: number;
  /** Time from the last call to the last settlement, milliseconds. Null: not within the limit. */
  settledAfterMs: number | null;
};

const leftSql = `SELECT ((SELECT count(*) FROM reservation) + (SELECT count(*) FROM running_generation)
  + (SELECT count(*) FROM usage_recent))::int AS count`;

const recordsSql = `SELECT generation.id, status, text,
  (SELECT count(*)::int FROM model_usage WHERE generation_id = generation.id AND outcome = 'succeeded' AND cost_usd > 0) AS paid
FROM generation LEFT JOIN generation_content ON generation_id = generation.id WHERE generation.id = ANY($1::uuid[])`;

const totalsSql = `SELECT (SELECT count(*)::int FROM generation) AS recorded,
  (SELECT count(*)::int FROM generation WHERE error_code = 'INTERRUPTED') AS interrupted,
  (SELECT count(*)::int FROM model_usage WHERE outcome <> 'skipped') AS attempts,
  (SELECT coalesce(sum(cost_usd), 0)::text FROM model_usage) AS "costUsd",
  (SELECT coalesce(sum(spent_usd), 0)::text FROM ${periodFiguresSql} AS period) AS "spentUsd",
  (SELECT coalesce(sum(reserved_usd), 0)::text FROM ${periodFiguresSql} AS period) AS "heldUsd",
  (SELECT coalesce(sum(cost_usd), 0)::text FROM usage_day WHERE grain = (SELECT max(grain) FROM usage_day)) AS "rolledUpUsd"`;

type RecordRow = { id: string; status: string; text: string | null; paid: number };

/** Waits until every call is settled, at most `limitMs`, and compares. */
export async function reconcile(
  { databaseUrl, simulator }: ReplicaStage,
  results: readonly CallResult[],
  limitMs: number,
): Promise<Reconciliation> {
  const database = await connectTo(databaseUrl);
  try {
    const sinceMs = performance.now();
    const countLeft = async (): Promise<number> =>
      (await database.query<{ count: number }>(leftSql)).rows[0]?.count ?? 0;
    let left = await countLeft();
    for (; left > 0 && performance.now() - sinceMs < limitMs; left = await countLeft()) await sleep(500);
    const settledAfterMs = left === 0 ? performance.now() - sinceMs : null;
    const completed = results.filter(({ end, id }) => end === 'completed' && id !== null);
    const { rows } = await database.query<RecordRow>(recordsSql, [completed.map(({ id }) => id)]);
    const records = new Map(rows.map((row) => [row.id, row]));
    const count = (isWrong: (record: RecordRow, result: CallResult) => boolean): number =>
      completed.filter((result) => {
        const record = records.get(result.id ?? '');
        return record !== undefined && isWrong(record, result);
      }).length;
    const totals = await database.query<Omit<Reconciliation, 'completed' | 'missing'>>(totalsSql);
    return {
      ...(totals.rows[0] as Reconciliation),
      completed: completed.length,
      left,
      settledAfterMs,
      missing: completed.filter(({ id }) => !records.has(id ?? '')).length,
      otherwise: count(({ status }) => status !== 'COMPLETED'),
      unpaid: count(({ paid }) => paid !== 1),
      differing: count(({ text }, result) => text !== result.text),
      upstream: simulator.requests().at(-1)?.number ?? 0,
    };
  } finally {
    await database.end();
  }
}
