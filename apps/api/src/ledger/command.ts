import type { Generation } from '../generation/generation.ts';
import type { GenerationRecord } from '../records/generation-record.ts';
import type { LoweredAmount } from './lower-reservations.ts';
import type { ReservationRequest, ReservationResult } from './reservation.ts';

/** One command for the ledger to write. */
export type LedgerCommand =
  /** A generation has ended. */
  | {
      type: 'settle';
      record: GenerationRecord;
      /** Whether it may be stored as running. Default false. */
      mayBeNoted?: boolean;
    }
  /** Generations run. Each is given as it is recorded if its process ends now. */
  | { type: 'begin'; generations: readonly Generation[] }
  /**
   * Reserves money. `mayHaveReservation`: the generation may have one already, so the flush reads it. The flush fills
   * in `answer`.
   */
  | {
      type: 'reserve';
      request: ReservationRequest;
      mayHaveReservation: boolean;
      /** Whether it was written before, and that write may still have its effect. Default: no. */
      isRepeated?: boolean;
      answer: ReservationResult | null;
      /** The generation to store as running when an option is granted. Default: none. */
      begin?: (option: number) => Generation;
    }
  /** A generation needs less than it has reserved. */
  | { type: 'lower'; amounts: readonly LoweredAmount[] }
  /** A generation did not run, and its reservation ends. */
  | { type: 'release'; generationId: string };
