import type { Database } from '../database/database.ts';
import type { Log } from '../database/log.ts';
import { type LedgerOptions, type OpenLedger, openLedger } from '../ledger/create-ledger.ts';
import { silentLog } from './databases.ts';

/** A ledger that refuses models without a price under a hard budget, as by default. */
export function openTestLedger(
  database: Database,
  options: Partial<LedgerOptions> = {},
  log: Log = silentLog,
): Promise<OpenLedger> {
  return openLedger({ database, log, allowsUnpriced: () => false }, options);
}
