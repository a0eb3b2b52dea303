import type { Generation } from '../generation/generation.ts';
import type { Account } from './account.ts';
import type { Payer } from './budget.ts';

/** Counts all money: reservations, settlements and budgets. */
export interface Ledger {
  /**
   * The account of one generation. Null when no budget applies to the payer, which costs nothing. `nowMs` decides the
   * windows it counts in.
   */
  openAccount(payer: Payer, generationId: string, nowMs: number): Account | null;

  /**
   * Stores a generation as running, so that any process can record it if this one ends first. `read` returns its record
   * in that case, and is called every few seconds. The caller does not wait.
   */
  begin(generationId: string, read: () => Generation): void;

  /** Whether an ended generation can be recorded now, in database or journal. Synchronous while storage works. */
  canRecord(): boolean | Promise<boolean>;

  /**
   * Writes an ended generation: its record, usage and cost. The cost replaces the reservation. Resolves when all is
   * durable.
   */
  settle(generation: Generation): Promise<void>;

  /** Writes waiting commands and accepts no more. */
  close(): Promise<void>;
}

/** Money cannot be reserved because the database is unavailable. */
export class LedgerUnavailableError extends Error {
  override name = 'LedgerUnavailableError';
}
