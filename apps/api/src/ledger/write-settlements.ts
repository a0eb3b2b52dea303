import type pg from 'pg';
import { encodeIds } from '../database/arrays/encode-array.ts';
import type { Generation } from '../generation/generation.ts';
import { type AttemptRow, attemptColumns } from '../records/attempt-columns.ts';
import {
  contentColumns,
  generationColumns,
  planColumns,
  staticColumns,
  toGenerationPlanRow,
} from '../records/generation-columns.ts';
import type { GenerationRecord, InterruptedRecord } from '../records/generation-record.ts';
import { type StaticRow, toStaticRow } from '../records/stored-plan.ts';
import type { JournalEntry } from './journal.ts';
import { type Money, parseMoney } from './money.ts';
import { settlementSql } from './settlement-sql.ts';

/** The generations that ended since the last settlement. */
export type Settlement = {
  records: readonly GenerationRecord[];
  /** Generations that never ran. Their reservations end too. */
  releasedIds: readonly string[];
  /** Generations of this settlement that may be stored as running. Default: `releasedIds`. */
  runningIds?: readonly string[];
  /** Generations whose process ended before they did. */
  interrupted?: readonly InterruptedRecord[];
};

/** The result of a settlement. */
export type Settled = {
  periods: readonly SettledPeriod[];
  /** Whether one of its generations was recorded before, and so was not written again. */
  hasKnown: boolean;
};

/** A window of a budget after a settlement. */
export type SettledPeriod = {
  budgetId: string;
  windowStartMs: number;
  spent: Money;
  reserved: Money;
  /** The first generation of the settlement that crossed the alert threshold; null when none did. */
  alertedBy: string | null;
};

/** A window as PostgreSQL returns it. */
export type PeriodRow = {
  budgetId: string;
  windowStart: Date;
  spent: string;
  reserved: string;
  alertedBy: string | null;
};

/** Returned in place of a window when a generation of the settlement was recorded before. */
type NoPeriod = { budgetId: null };

/** Encodes a settlement for the database, to be sent now or later. */
export function encodeSettlement(settlement: Settlement): JournalEntry {
  const { records: given, releasedIds, runningIds = releasedIds, interrupted = [] } = settlement;
  const records = [...new Map(given.map((record) => [record.generation.id, record])).values()];
  const generations = records.map(({ generation }) => generation);
  const kept = records.filter(({ keepsContent }) => keepsContent).map(({ generation }) => generation);
  const unkept = records.filter(({ keepsContent }) => !keepsContent).map(({ generation }) => generation);
  const recorded = [...generations, ...interrupted.map(({ generation }) => generation)];
  const attempts = recorded.flatMap((generation) =>
    generation.attempts.map((attempt): AttemptRow => ({ generation, attempt })),
  );
  const plans = [...unkept.map(toGenerationPlanRow), ...interrupted.map(({ plan }) => plan)];
  const staticRows = staticRowsOf(generations);
  const endedIds = [...recorded.map((generation) => generation.id), ...releasedIds];
  const values = [
    ...generationColumns.map((column) => column.encode(recorded)),
    ...contentColumns.map((column) => column.encode(kept)),
    ...planColumns.map((column) => column.encode(plans)),
    ...staticColumns.map((column) => column.encode(staticRows)),
    ...attemptColumns.map((column) => column.encode(attempts)),
    encodeIds(endedIds),
    encodeIds(runningIds),
    endedIds[0] ?? null,
  ];
  return { statement: settlementSql, values };
}

/** The static exclusions of all plans, without duplicates, ordered by key. */
function staticRowsOf(generations: readonly Generation[]): readonly StaticRow[] {
  const rows = new Map<string, StaticRow>();
  for (const { plan } of generations) {
    const { staticExclusions } = plan;
    if (staticExclusions !== null && !rows.has(staticExclusions.id)) {
      rows.set(staticExclusions.id, toStaticRow(staticExclusions));
    }
  }
  return [...rows.values()].sort((left, right) => (left.id < right.id ? -1 : 1));
}

/**
 * Writes the records, usage and costs of generations, and updates their budgets. Runs as one statement, so it is
 * written completely or not at all. A repetition changes nothing.
 */
export async function writeSettlement(
  client: Pick<pg.ClientBase, 'query'>,
  { statement, values }: JournalEntry,
): Promise<Settled> {
  const name = statement === settlementSql ? 'write-settlements' : undefined;
  const { rows } = await client.query<PeriodRow | NoPeriod>({ name, text: statement, values: [...values] });
  const periods = rows.filter((row) => row.budgetId !== null);
  return { periods: periods.map(toSettledPeriod), hasKnown: periods.length < rows.length };
}

function toSettledPeriod({ budgetId, windowStart, spent, reserved, alertedBy }: PeriodRow): SettledPeriod {
  return {
    budgetId,
    windowStartMs: windowStart.getTime(),
    spent: parseMoney(spent),
    reserved: parseMoney(reserved),
    alertedBy,
  };
}

const readSql = `SELECT budget_id AS "budgetId", window_start AS "windowStart", spent_usd::text AS spent,
  reserved_usd::text AS reserved, alerted_by AS "alertedBy"
FROM budget_period WHERE alerted_by = ANY($1::uuid[])`;

/**
 * The windows whose threshold these generations crossed. Needed when a settlement was written but its confirmation was
 * lost.
 */
export async function readThresholdAlerts(
  pool: pg.Pool,
  generationIds: readonly string[],
): Promise<readonly SettledPeriod[]> {
  if (generationIds.length === 0) return [];
  const values = [encodeIds(generationIds)];
  const { rows } = await pool.query<PeriodRow>({ name: 'read-threshold-alerts', text: readSql, values });
  return rows.map(toSettledPeriod);
}
