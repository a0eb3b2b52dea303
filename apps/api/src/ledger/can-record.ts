import type { Database } from '../database/database.ts';
import type { Journal } from './journal.ts';
import type { LedgerWriter } from './ledger-writer.ts';

export type CanRecordTools = {
  writer: Pick<LedgerWriter, 'isLosing' | 'isUnavailable'>;
  database: Pick<Database, 'kind' | 'ping'>;
  journal?: Pick<Journal, 'hasRoom'> | undefined;
};

/** How long a result is reused, milliseconds. */
const checkEveryMs = 1_000;

/**
 * Returns whether the next record can be written. Checks the storage only when the last record was lost, or when only
 * the journal is left. A call that cannot be recorded would be paid for and then lost.
 */
export function createCanRecord({ writer, database, journal }: CanRecordTools): () => boolean | Promise<boolean> {
  let checked = { atMs: Number.NEGATIVE_INFINITY, canRecord: Promise.resolve(true) };
  const isBack = (): Promise<boolean> =>
    database.ping().then(
      () => true,
      () => false,
    );
  const check = async (): Promise<boolean> => {
    if (await journal?.hasRoom()) return true;
    // An embedded database shares the journal's disk. On a full disk it still answers queries, but cannot write
    // records.
    return journal !== undefined && database.kind === 'embedded' ? false : isBack();
  };
  return () => {
    if (!writer.isLosing && !(writer.isUnavailable && journal !== undefined)) return true;
    const nowMs = performance.now();
    if (nowMs - checked.atMs >= checkEveryMs) checked = { atMs: nowMs, canRecord: check() };
    return checked.canRecord;
  };
}
