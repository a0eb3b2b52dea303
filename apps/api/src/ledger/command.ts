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
      /** Whether the generation may be stored as running. Default false. */
      mayBeNoted?: boolean;
    }
  /** Generations run. Each is given as the record to store if its process ends now. */
  | { type: 'begin'; generations: readonly Generation[] }
  /**
   * Reserves money. `mayHaveReservation`: the generation may have one already, so the flush reads it. The flush fills
   * in `answer`.
   */
  | {
      type: 'reserve';
      request: ReservationRequest;
      mayHaveReservation: boolean;
      /** Whether the command was written before. That write may still take effect. Default: no. */
      isRepeated?: boolean;
      answer: ReservationResult | null;
      /** The generation to store as running when an option is granted. Default: none. */
      begin?: (option: number) => Generation;
    }
  /** Generations need less than they have reserved. */
  | { type: 'lower'; amounts: readonly LoweredAmount[] }
  /** A generation never ran. Its reservation ends. */
  | { type: 'release'; generationId: string };
