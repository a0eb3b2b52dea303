import type { Generation } from '../generation/generation.ts';
import type { Account } from './account.ts';
import type { Payer } from './budget.ts';

/** The one place where money is counted. */
export interface Ledger {
  /**
   * What a generation may spend and has spent; null where no budget binds whoever pays, which costs nothing. `nowMs`
   * decides in which windows it counts.
   */
  openAccount(payer: Payer, generationId: string, nowMs: number): Account | null;

  /**
   * Notes that a generation runs, so that any process can record it should this one end before it. `read` gives it as it is to
   * be recorded then, and is called every few seconds. Costs nothing that its caller waits for.
   */
  begin(generationId: string, read: () => Generation): void;

  /** Whether what ends now could be recorded, in the database or in the journal. At once where nothing speaks against it. */
  canRecord(): boolean | Promise<boolean>;

  /**
   * Writes an ended generation: its record, its usage, and what it cost, in place of what it held. Resolves when all of
   * that is durable.
   */
  settle(generation: Generation): Promise<void>;

  /** Writes what is waiting and takes no more. */
  close(): Promise<void>;
}

/** Money cannot be held because the database that counts it is away. */
export class LedgerUnavailableError extends Error {
  override name = 'LedgerUnavailableError';
}
