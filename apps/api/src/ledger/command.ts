import type { GenerationRecord } from '../records/generation-record.ts';
import type { PeriodId } from './budget.ts';
import type { HoldAnswer, HoldRequest } from './hold.ts';

/** One thing that the ledger is to write. */
export type LedgerCommand =
  /** A generation has ended. `periods`: what its attempts count for, as far as is known here; they are locked first. */
  | { type: 'settle'; record: GenerationRecord; periods: readonly PeriodId[] }
  /** Wants to hold money. `mayHoldSome`: it may hold some already, which is looked up. The flush fills in the answer. */
  | { type: 'hold'; request: HoldRequest; mayHoldSome: boolean; answer: HoldAnswer | null }
  /** What a generation holds that never ran is free again. */
  | { type: 'release'; generationId: string; periods: readonly PeriodId[] };
