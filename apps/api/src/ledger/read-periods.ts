import type pg from 'pg';
import { encodeIds, encodeTimes } from '../database/arrays/encode-array.ts';
import { within } from '../events/within.ts';
import { LedgerUnavailableError } from '../generation/generation-ledger.ts';
import type { PeriodId } from './budget.ts';
import { type Period, periodKey } from './decide-reservations.ts';
import { parseMoney } from './money.ts';
import { periodFiguresSql } from './period-figures-sql.ts';

/** A window without any counted spending has no row. */
const readSql = `SELECT budget.id AS "budgetId", wanted.window_start AS "windowStart",
  coalesce(spent_usd, 0)::text AS spent, coalesce(reserved_usd, 0)::text AS reserved, limit_usd::text AS "limit", hard
FROM unnest($1::uuid[], $2::timestamptz[]) AS wanted (budget_id, window_start)
JOIN budget ON budget.id = wanted.budget_id
LEFT JOIN ${periodFiguresSql} AS period ON period.budget_id = wanted.budget_id AND period.window_start = wanted.window_start`;

type Row = { budgetId: string; windowStart: Date; spent: string; reserved: string; limit: string; hard: boolean };

/** Windows of budgets at the time of reading, by `periodKey`. A removed budget has none. */
export type Periods = ReadonlyMap<string, Period>;

type Group = { ids: Map<string, PeriodId>; read: Promise<Periods | null> };

/**
 * Reads windows of budgets without locks. One query runs at a time. Callers that arrive meanwhile share the next query,
 * which starts after their call.
 */
export class PeriodReader {
  readonly #pool: pg.Pool;
  readonly #timeoutMs: number;
  #next: Group | null = null;
  #current: Promise<unknown> = Promise.resolve();

  /** `timeoutMs`: how long one query may take before the database counts as unavailable. */
  constructor(pool: pg.Pool, timeoutMs: number) {
    this.#pool = pool;
    this.#timeoutMs = timeoutMs;
  }

  /** Rejects with a `LedgerUnavailableError` when the database does not answer. */
  async read(ids: readonly PeriodId[]): Promise<Periods> {
    this.#next ??= this.#begin();
    for (const id of ids) this.#next.ids.set(periodKey(id), id);
    const periods = await this.#next.read;
    if (periods !== null) return periods;
    throw new LedgerUnavailableError('The database that holds the budgets does not answer.');
  }

  #begin(): Group {
    const ids = new Map<string, PeriodId>();
    const read = this.#current.then(() => {
      this.#next = null;
      const periods: Promise<Periods | null> = readPeriods(this.#pool, [...ids.values()]);
      return within(
        this.#timeoutMs,
        periods.catch(() => null),
        null,
      );
    });
    this.#current = read;
    return { ids, read };
  }
}

async function readPeriods(pool: pg.Pool, ids: readonly PeriodId[]): Promise<Periods> {
  const values = [encodeIds(ids.map(({ budgetId }) => budgetId)), encodeTimes(ids.map((id) => id.windowStartMs))];
  const { rows } = await pool.query<Row>({ name: 'read-periods', text: readSql, values });
  const periods = rows.map(({ windowStart, spent, reserved, limit, ...row }) => ({
    ...row,
    windowStartMs: windowStart.getTime(),
    spent: parseMoney(spent),
    reserved: parseMoney(reserved),
    limit: parseMoney(limit),
  }));
  return new Map(periods.map((period) => [periodKey(period), period]));
}
