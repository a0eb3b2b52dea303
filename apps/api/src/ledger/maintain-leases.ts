import type pg from 'pg';
import { renewLeases, sweepLeases } from './leases.ts';
import type { RunningGenerations } from './running-generations.ts';
import { settleInterrupted } from './settle-interrupted.ts';
import { reportRunning } from './write-running.ts';
import type { SettledPeriod } from './write-settlements.ts';

export type LeaseMaintenanceTools = {
  pool: pg.Pool;
  leaseMs: number;
  /** How often generations tell how far they have come, milliseconds. */
  reportMs: number;
  running: RunningGenerations;
  /** Generations of this process that hold money. */
  reservingIds(): readonly string[];
  /** Told of what was settled for processes that have ended. */
  onInterrupted(count: number, periods: readonly SettledPeriod[]): void;
};

/** From when a database answers again until what has run out is settled, milliseconds: its holders come first. */
const recoveryDelayMs = 3_000;
/** A database that says nothing for so long has stood still, milliseconds. */
const stalledAfterMs = 5_000;

/** `ended`: whether a lease of the two kinds has run out. */
type LeaseCheck = { at: Date; hasInterrupted: boolean; hasReservations: boolean };

const checkSql = `SELECT clock_timestamp() AS at, EXISTS (SELECT FROM running_generation WHERE expires_at < now()) AS "hasInterrupted",
  EXISTS (SELECT FROM reservation WHERE expires_at < now()) AS "hasReservations"`;

/** How often a process looks after leases, milliseconds: its own are renewed four times before they run out. */
export function leaseTickMs(leaseMs: number): number {
  return Math.min(1_000, leaseMs / 4);
}

/**
 * Looks after leases, once for each call: renews those of this process, and settles those that have run out. Where the
 * database has stood still all leases have run out, and nothing is settled before their holders could renew them. Rejects
 * while the database is away; the next call begins with the renewal that is missing.
 */
export function createLeaseMaintenance(tools: LeaseMaintenanceTools): () => Promise<void> {
  const { pool, leaseMs, running } = tools;
  const renewMs = Math.min(tools.reportMs, leaseMs / 4);
  const delayMs = Math.min(recoveryDelayMs, (leaseMs * 3) / 4);
  const stalledMs = Math.min(stalledAfterMs, leaseMs / 2);
  let renewedAtMs = Number.NEGATIVE_INFINITY;
  /** By the database's clock: since when it has answered each time, and when it did last. */
  let answering: { since: Date; last: Date } | null = null;

  async function renew(): Promise<void> {
    const nowMs = performance.now();
    // A tick comes a little early at times.
    if (nowMs - renewedAtMs < renewMs * 0.9) return;
    const reservingIds = tools.reservingIds();
    if (reservingIds.length > 0) await renewLeases(pool, reservingIds, leaseMs);
    await reportRunning(pool, running.read(), leaseMs);
    renewedAtMs = nowMs;
  }

  async function checkLeases(): Promise<LeaseCheck | undefined> {
    const { rows } = await pool.query<LeaseCheck>({ name: 'check-leases', text: checkSql });
    return rows[0];
  }

  async function settleEnded({ at, hasInterrupted, hasReservations }: LeaseCheck): Promise<void> {
    const ownIds = [...new Set([...running.notedIds, ...tools.reservingIds()])];
    if (hasInterrupted) {
      const abandoned = { type: 'expired', ownIds, answeredAt: at, stalledMs } as const;
      const { count, periods } = await settleInterrupted(pool, abandoned, Date.now());
      if (count > 0) tools.onInterrupted(count, periods);
    }
    if (hasReservations) await sweepLeases(pool, ownIds, at, stalledMs);
  }

  return async () => {
    try {
      await renew();
      const seen = await checkLeases();
      if (seen === undefined) return;
      const hasStalled =
        answering === null || seen.at.getTime() - answering.last.getTime() > stalledMs + leaseTickMs(leaseMs);
      answering = { since: hasStalled || answering === null ? seen.at : answering.since, last: seen.at };
      if (seen.at.getTime() - answering.since.getTime() >= delayMs) await settleEnded(seen);
    } catch (error) {
      answering = null;
      renewedAtMs = Number.NEGATIVE_INFINITY;
      throw error;
    }
  };
}
