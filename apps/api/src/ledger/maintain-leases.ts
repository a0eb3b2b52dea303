import type pg from 'pg';
import { renewLeases, sweepLeases } from './leases.ts';
import type { RunningGenerations } from './running-generations.ts';
import { settleInterrupted } from './settle-interrupted.ts';
import { reportRunning } from './write-begun.ts';
import type { SettledPeriod } from './write-settlements.ts';

export type KeepLeasesTools = {
  pool: pg.Pool;
  leaseMs: number;
  /** How often generations tell how far they have come, milliseconds. */
  reportMs: number;
  running: RunningGenerations;
  /** Generations of this process that hold money. */
  holderIds(): readonly string[];
  /** Told of what was settled for processes that have ended. */
  onInterrupted(count: number, periods: readonly SettledPeriod[]): void;
};

/** From when a database answers again until what has run out is settled, milliseconds: its holders come first. */
const restMs = 3_000;
/** A database that says nothing for so long has stood still, milliseconds. */
const stillMs = 5_000;

/** `ended`: whether a lease of the two kinds has run out. */
type Look = { at: Date; hasInterrupted: boolean; hasHolds: boolean };

const lookSql = `SELECT clock_timestamp() AS at, EXISTS (SELECT FROM running_generation WHERE expires_at < now()) AS "hasInterrupted",
  EXISTS (SELECT FROM reservation WHERE expires_at < now()) AS "hasHolds"`;

/** How often a process looks after leases, milliseconds: its own are renewed four times before they run out. */
export function leaseTickMs(leaseMs: number): number {
  return Math.min(1_000, leaseMs / 4);
}

/**
 * Looks after leases, once for each call: renews those of this process, and settles those that have run out. Where the
 * database has stood still all leases have run out, and nothing is settled before their holders could renew them. Rejects
 * while the database is away; the next call begins with the renewal that is missing.
 */
export function createKeepLeases(tools: KeepLeasesTools): () => Promise<void> {
  const { pool, leaseMs, running } = tools;
  const renewMs = Math.min(tools.reportMs, leaseMs / 4);
  const restsMs = Math.min(restMs, (leaseMs * 3) / 4);
  const freshMs = Math.min(stillMs, leaseMs / 2);
  let renewedAtMs = Number.NEGATIVE_INFINITY;
  /** By the database's clock: since when it has answered each time, and when it did last. */
  let answering: { since: Date; last: Date } | null = null;

  async function renew(): Promise<void> {
    const nowMs = performance.now();
    // A tick comes a little early at times.
    if (nowMs - renewedAtMs < renewMs * 0.9) return;
    const holderIds = tools.holderIds();
    if (holderIds.length > 0) await renewLeases(pool, holderIds, leaseMs);
    await reportRunning(pool, running.read(), leaseMs);
    renewedAtMs = nowMs;
  }

  async function look(): Promise<Look | undefined> {
    const { rows } = await pool.query<Look>({ name: 'look-at-leases', text: lookSql });
    return rows[0];
  }

  async function settleEnded({ at, hasInterrupted, hasHolds }: Look): Promise<void> {
    const ownIds = [...new Set([...running.notedIds, ...tools.holderIds()])];
    if (hasInterrupted) {
      const abandoned = { type: 'expired', ownIds, answeredAt: at, freshMs } as const;
      const { count, periods } = await settleInterrupted(pool, abandoned, Date.now());
      if (count > 0) tools.onInterrupted(count, periods);
    }
    if (hasHolds) await sweepLeases(pool, ownIds, at, freshMs);
  }

  return async () => {
    try {
      await renew();
      const seen = await look();
      if (seen === undefined) return;
      const hasStoodStill =
        answering === null || seen.at.getTime() - answering.last.getTime() > freshMs + leaseTickMs(leaseMs);
      answering = { since: hasStoodStill || answering === null ? seen.at : answering.since, last: seen.at };
      if (seen.at.getTime() - answering.since.getTime() >= restsMs) await settleEnded(seen);
    } catch (error) {
      answering = null;
      renewedAtMs = Number.NEGATIVE_INFINITY;
      throw error;
    }
  };
}
