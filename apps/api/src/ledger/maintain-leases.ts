import type pg from 'pg';
import { encodeIds } from '../database/arrays/encode-array.ts';
import { renewLeases, sweepLeases } from './leases.ts';
import { hasExpiredSlicesSql, returnExpiredSlices } from './return-slices.ts';
import type { RunningGenerations } from './running-generations.ts';
import { settleInterrupted } from './settle-interrupted.ts';
import { reportRunning } from './write-running.ts';
import type { SettledPeriod } from './write-settlements.ts';

export type LeaseMaintenanceTools = {
  pool: pg.Pool;
  leaseMs: number;
  /** The interval between calls, milliseconds. */
  tickMs: number;
  /** The interval between updates of the state of running generations, milliseconds. */
  reportMs: number;
  running: RunningGenerations;
  /** Generations of this process that have reservations. */
  reservingIds(): readonly string[];
  /** Extends the leases on the slices of budgets that this process uses. */
  renewSlices(): Promise<void>;
  /** Replicas that are known to be dead. */
  deadIds(): readonly string[];
  /** Called after generations of ended processes were settled. */
  onInterrupted(count: number, periods: readonly SettledPeriod[]): void;
};

/**
 * Delay between the database's return and the settling of expired leases, milliseconds. Their owners can renew them
 * first.
 */
const recoveryDelayMs = 3_000;
/** A database without an answer for this long has stalled, milliseconds. */
const stalledAfterMs = 5_000;

/** Whether leases have expired: of running generations, of reservations, and of slices of budgets. */
type LeaseCheck = { at: Date; hasInterrupted: boolean; hasReservations: boolean; hasSlices: boolean };

const checkSql = `SELECT clock_timestamp() AS at, EXISTS (SELECT FROM running_generation WHERE expires_at < now())
  OR EXISTS (SELECT FROM running_generation WHERE owner_id = ANY($1::uuid[]) AND expires_at < now() + $2::float8 * interval '1 millisecond') AS "hasInterrupted",
  EXISTS (SELECT FROM reservation WHERE expires_at < now() AND slice_id IS NULL) AS "hasReservations",
  ${hasExpiredSlicesSql} AS "hasSlices"`;

/**
 * The interval of lease maintenance, milliseconds. A process renews its own leases four times per lease. A process that
 * is alone finds only leases of its predecessor, so it checks less often: each check wakes an idle process.
 */
export function leaseTickMs(leaseMs: number, isAlone: boolean): number {
  return Math.min(isAlone ? 2_500 : 1_000, leaseMs / 4);
}

/**
 * Returns a function that renews the leases of this process and settles expired leases. For a dead owner, a lease that
 * missed its last renewal is settled before it expires. So a replica that has lost only its Redis keeps its
 * generations. After a stall of the database all leases have expired, so owners get time to renew them first. Rejects
 * while the database is unavailable; the next call then renews immediately.
 */
export function createLeaseMaintenance(tools: LeaseMaintenanceTools): () => Promise<void> {
  const { pool, leaseMs, tickMs, running } = tools;
  const renewMs = Math.min(tools.reportMs, leaseMs / 4);
  const delayMs = Math.min(recoveryDelayMs, (leaseMs * 3) / 4);
  const stalledMs = Math.min(stalledAfterMs, leaseMs / 2);
  /** The rest of a lease that missed a renewal. Renewals and ticks may each be late once. */
  const deadLeftMs = leaseMs - 2 * (renewMs + tickMs);
  let renewedAtMs = Number.NEGATIVE_INFINITY;
  /** By the database's clock: the first and the last answer since its last stall. */
  let answering: { since: Date; last: Date } | null = null;

  async function renew(): Promise<void> {
    const nowMs = performance.now();
    // A timer may fire a little early.
    if (nowMs - renewedAtMs < renewMs * 0.9) return;
    const reservingIds = tools.reservingIds();
    if (reservingIds.length > 0) await renewLeases(pool, reservingIds, leaseMs);
    await reportRunning(pool, running.read(), leaseMs);
    await tools.renewSlices();
    renewedAtMs = nowMs;
  }

  async function checkLeases(): Promise<LeaseCheck | undefined> {
    const { rows } = await pool.query<LeaseCheck>({
      name: 'check-leases',
      text: checkSql,
      values: [encodeIds(tools.deadIds()), deadLeftMs],
    });
    return rows[0];
  }

  async function settleEnded({ at, hasInterrupted, hasReservations, hasSlices }: LeaseCheck): Promise<void> {
    const ownIds = [...new Set([...running.notedIds, ...tools.reservingIds()])];
    if (hasInterrupted) {
      const dead = { deadIds: tools.deadIds(), deadLeftMs };
      const abandoned = { type: 'expired', ownIds, answeredAt: at, stalledMs, ...dead } as const;
      const { count, periods } = await settleInterrupted(pool, abandoned, Date.now());
      if (count > 0) tools.onInterrupted(count, periods);
    }
    if (hasSlices) await returnExpiredSlices(pool);
    if (hasReservations) await sweepLeases(pool, ownIds, at, stalledMs);
  }

  return async () => {
    try {
      await renew();
      const seen = await checkLeases();
      if (seen === undefined) return;
      const hasStalled = answering === null || seen.at.getTime() - answering.last.getTime() > stalledMs + tickMs;
      answering = { since: hasStalled || answering === null ? seen.at : answering.since, last: seen.at };
      if (seen.at.getTime() - answering.since.getTime() >= delayMs) await settleEnded(seen);
    } catch (error) {
      answering = null;
      renewedAtMs = Number.NEGATIVE_INFINITY;
      throw error;
    }
  };
}
