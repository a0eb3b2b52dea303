import type { BudgetRefusal, BudgetView, Callee } from '@penstock/router';
import type { Generation, SettledAttempt } from './generation.ts';
import type { Caller } from './generation-request.ts';

/** The part of the ledger that a generation uses. The ledger counts all money. */
export interface GenerationLedger {
  /**
   * Opens the account of one generation. Null if no budget applies to the caller; this costs nothing. `nowMs` selects
   * the budget windows.
   */
  openAccount(payer: Pick<Caller, 'workspaceId' | 'apiKeyId'>, generationId: string, nowMs: number): Account | null;

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

  /** Releases the reservations that `keep` has left for these generations, within seconds. */
  releaseKept(generationIds: readonly string[]): Promise<void>;
}

/** The reservations of one generation, and its spending so far. */
export interface Account {
  /**
   * The amounts that its hard budgets have left now; null if none is hard. Reserves nothing. Rejects as `reserve` does.
   */
  readRemainders(): Promise<RemainingBudgets | null>;

  /**
   * Reserves the worst case of the first of these calls that every budget can pay. `begin` returns the record of the
   * generation in case its process ends during that call. The record is stored as running together with the
   * reservation. Rejects with a `LedgerUnavailableError` if a hard budget applies and the database is unavailable.
   */
  reserve(calls: readonly PricedCall[], begin?: (index: number) => Generation): Promise<Reservation>;

  /**
   * Extends the reservation to cover the spending so far and the worst case of each of these calls, which may run at
   * once. Null on success.
   */
  raise(calls: readonly PricedCall[]): Promise<Refusal | null>;

  /**
   * Soon returns the part of the reservation above the spending so far and the worst case of these calls. The caller
   * does not wait.
   */
  lower(calls: readonly PricedCall[]): void;

  /** Adds the cost of an attempt, US dollars. */
  charge(attempt: Pick<SettledAttempt, 'modelId' | 'providerId'>, costUsd: number | null): void;

  /** Releases the reservation of a generation that does not run. */
  release(): void;

  /**
   * Leaves the reservation in the database until a moment (epoch milliseconds), also when this process ends. The
   * settlement of the generation on any replica ends it, and so does `releaseKept`.
   */
  keep(untilMs: number): Promise<void>;
}

/** The amounts that the hard budgets of a caller had left when they were read. */
export interface RemainingBudgets extends BudgetView {
  /** The same, with newer amounts for some of the budgets. */
  after(refusals: readonly Pick<BudgetRefusal, 'budgetId' | 'remainingUsd'>[]): RemainingBudgets;
}

/** A call with its highest possible cost. `worstCaseUsd` null: unpriced. */
export type PricedCall = Callee & { worstCaseUsd: number | null };

/** Why a call cannot be paid. `remainingUsd` null: the call has no price, so a hard budget cannot be enforced. */
export type Refusal = { budgetId: string; budgetName: string; neededUsd: string | null; remainingUsd: string | null };

/** The call that is paid, and the refusals of the calls before it. `index` null: no call is paid. */
export type Reservation = { index: number | null; refusals: readonly Refusal[] };

/** Money cannot be reserved because the database is unavailable. */
export class LedgerUnavailableError extends Error {
  override name = 'LedgerUnavailableError';
}
