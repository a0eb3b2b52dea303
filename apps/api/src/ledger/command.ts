import type { Generation } from '../generation/generation.ts';
import type { GenerationRecord } from '../records/generation-record.ts';
import type { PeriodId } from './budget.ts';
import type { ReservationRequest, ReservationResult } from './reservation.ts';

/** One thing that the ledger is to write. */
export type LedgerCommand =
  /** A generation has ended. `periods`: what its attempts count for, as far as is known here; they are locked first. */
  | {
      type: 'settle';
      record: GenerationRecord;
      periods: readonly PeriodId[];
      /** Whether it may be noted as running. Default false. */
      mayBeNoted?: boolean;
    }
  /** Generations run. Each as it is to be recorded should its process end now. */
  | { type: 'begin'; generations: readonly Generation[] }
  /** Wants to hold money. `mayHaveReservation`: it may hold some already, which is looked up. The flush fills in the answer. */
  | {
      type: 'reserve';
      request: ReservationRequest;
      mayHaveReservation: boolean;
      answer: ReservationResult | null;
      /** What is noted as running with it where it is granted in one of its options. Left out, nothing. */
      begin?: (option: number) => Generation;
    }
  /** What a generation holds that never ran is free again. */
  | { type: 'release'; generationId: string; periods: readonly PeriodId[] };
