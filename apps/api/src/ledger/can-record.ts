import type { Database } from '../database/database.ts';
import type { Journal } from './journal.ts';
import type { LedgerWriter } from './ledger-writer.ts';

export type CanRecordTools = {
  writer: Pick<LedgerWriter, 'isLosing' | 'isUnavailable'>;
  database: Pick<Database, 'kind' | 'ping'>;
  journal?: Pick<Journal, 'hasRoom'> | undefined;
};

/** How long an answer holds, milliseconds. */
const checkEveryMs = 1_000;

/**
 * Tells whether what ends could be recorded. Where the last could not be, which is a full disk as a rule, and where only
 * the journal is left, it is tried whether the next can be: a call now would be paid for an answer that cannot be kept.
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
    // An embedded one answers on a full disk too, the journal's own, and breaks down at the next record.
    return journal !== undefined && database.kind === 'embedded' ? false : isBack();
  };
  return () => {
    if (!writer.isLosing && !(writer.isUnavailable && journal !== undefined)) return true;
    const nowMs = performance.now();
    if (nowMs - checked.atMs >= checkEveryMs) checked = { atMs: nowMs, canRecord: check() };
    return checked.canRecord;
  };
}
