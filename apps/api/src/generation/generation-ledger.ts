import type { BudgetRefusal, BudgetView, Callee } from '@penstock/router';
import type { Generation, SettledAttempt } from './generation.ts';
import type { Caller } from './generation-request.ts';

/** What a generation needs of the ledger, which counts all money. */
export interface GenerationLedger {
  /**
   * The account of one generation. Null when no budget applies to the caller, which costs nothing. `nowMs` decides the
   * windows it counts in.
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

  /** Releases what `keep` has left for these generations, within seconds. */
  releaseKept(generationIds: readonly string[]): Promise<void>;
}

/** The reservations of one generation, and its spending so far. */
export interface Account {
  /** What its hard budgets have left now; null where none is hard. Reserves nothing. Rejects as `reserve` does. */
  readRemainders(): Promise<RemainingBudgets | null>;

  /**
   * Reserves the worst case of the first of these calls that every budget can pay. `begin` returns the generation as it
   * is recorded if its process ends during that call. It is stored as running together with the reservation. Rejects
   * with a `LedgerUnavailableError` where a hard budget applies and the database is unavailable.
   */
  reserve(calls: readonly PricedCall[], begin?: (index: number) => Generation): Promise<Reservation>;

  /**
   * Extends the reservation to cover the spending so far and the worst case of each of these calls, which may run at
   * once. Null on success.
   */
  raise(calls: readonly PricedCall[]): Promise<Refusal | null>;

  /**
   * Returns what the reservation has beyond the spending so far and the worst case of these calls, soon. The caller does
   * not wait.
   */
  lower(calls: readonly PricedCall[]): void;

  /** Adds the cost of an attempt, US dollars. */
  charge(attempt: Pick<SettledAttempt, 'modelId' | 'providerId'>, costUsd: number | null): void;

  /** Releases the reservation of a generation that does not run. */
  release(): void;

  /**
   * Leaves the reservation in the database until a moment (epoch milliseconds), also when this process ends. The
   * settlement of the generation ends it, on any replica, or `releaseKept`.
   */
  keep(untilMs: number): Promise<void>;
}

/** What the hard budgets of a caller had left when they were read. */
export interface RemainingBudgets extends BudgetView {
  /** The same, with the amounts that some of the budgets have left by now. */
  after(refusals: readonly Pick<BudgetRefusal, 'budgetId' | 'remainingUsd'>[]): RemainingBudgets;
}

/** A call with the most that it can cost. `worstCaseUsd` null: unpriced. */
export type PricedCall = Callee & { worstCaseUsd: number | null };

/**
 * Why a call cannot be paid. `remainingUsd` null: the call has no price, and a hard budget cannot be enforced without
 * one.
 */
export type Refusal = { budgetId: string; budgetName: string; neededUsd: string | null; remainingUsd: string | null };

/** The call that is paid for, and why those before it are not. `index` null: no call is paid for. */
export type Reservation = { index: number | null; refusals: readonly Refusal[] };

/** Money cannot be reserved because the database is unavailable. */
export class LedgerUnavailableError extends Error {
  override name = 'LedgerUnavailableError';
}
