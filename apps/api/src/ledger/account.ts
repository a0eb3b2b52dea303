import type { Generation } from '../generation/generation.ts';
import { type Budget, bindsCallee, type Callee, type PeriodId, windowStartMs } from './budget.ts';
import { LedgerUnavailableError } from './ledger.ts';
import { coverMoney, type Money, writeMoney } from './money.ts';
import type { Requirement, ReservationRequest, ReservationResult, Shortfall } from './reservation.ts';

/** A call as it may come to cost. `worstCaseUsd` null: unpriced. */
export type PricedCall = Callee & { worstCaseUsd: number | null };

/** Why a call cannot be paid. `remainingUsd` null: it has no price, and the budget cannot be kept without one. */
export type Refusal = { budgetId: string; budgetName: string; neededUsd: string | null; remainingUsd: string | null };

/** Which of several calls is paid for, null for none, and why those before it are not. */
export type Reservation = { index: number | null; refusals: readonly Refusal[] };

/** What an account requirements from around it. */
export type AccountTools = {
  /** The budgets that may bind this generation. */
  budgets: readonly Budget[];
  generationId: string;
  nowMs: number;
  /** Whether models without a price may be called under a hard budget. */
  allowsUnpriced(): boolean;
  /** Rejects with a `LedgerUnavailableError` when the database is away. */
  reserve(
    request: ReservationRequest,
    mayHaveReservation: boolean,
    begin?: (option: number) => Generation,
  ): Promise<ReservationResult>;
  /** What each of these options lacks as things stand, null for nothing. Rejects as `reserve` does. */
  weigh(options: ReservationRequest['options']): Promise<readonly (Shortfall | null)[]>;
  release(account: Account): void;
};

/** What one generation holds of its budgets, and what it has spent so far. */
export class Account {
  readonly generationId: string;
  private readonly tools: AccountTools;
  private readonly reserved = new Map<string, Money>();
  private readonly spent = new Map<string, Money>();
  private hasRequested = false;

  constructor(tools: AccountTools) {
    this.tools = tools;
    this.generationId = tools.generationId;
  }

  /**
   * Holds the worst case of the first of these calls that every budget can pay. `begin` gives what is noted as running with
   * it: the generation as it is to be recorded should its process end while that call runs.
   */
  async reserve(calls: readonly PricedCall[], begin?: (index: number) => Generation): Promise<Reservation> {
    const refusals: Refusal[] = [];
    const options: { index: number; requirements: readonly Requirement[] }[] = [];
    const refusedUnpriced = new Map<number, Refusal>();
    for (const [index, call] of calls.entries()) {
      const refusal = this.refuseUnpriced(call);
      if (refusal === null) options.push({ index, requirements: this.requirementsOf(call) });
      else refusedUnpriced.set(index, refusal);
    }
    const answer = await this.requestReservation(
      options.map(({ requirements }) => requirements),
      false,
      begin === undefined ? undefined : (option) => begin(options[option]?.index ?? 0),
    );
    const index = answer.option === null ? null : (options[answer.option]?.index ?? null);
    const shortfalls = new Map(answer.shortfalls.map((shortfall, option) => [options[option]?.index, shortfall]));
    for (let each = 0; each < (index ?? calls.length); each++) {
      const shortfall = shortfalls.get(each);
      const refusal = refusedUnpriced.get(each) ?? (shortfall === undefined ? null : this.describe(shortfall));
      if (refusal !== null) refusals.push(refusal);
    }
    return { index, refusals };
  }

  /** Why each of these calls could not be paid as things stand, null for those that could. Holds nothing. */
  async weigh(calls: readonly PricedCall[]): Promise<readonly (Refusal | null)[]> {
    if (!this.tools.budgets.some(({ hard }) => hard)) return calls.map(() => null);
    const shortfalls = await this.tools.weigh(calls.map((call) => this.requirementsOf(call)));
    return calls.map((call, index) => {
      const shortfall = shortfalls[index] ?? null;
      return this.refuseUnpriced(call) ?? (shortfall === null ? null : this.describe(shortfall));
    });
  }

  /** Makes sure that what was spent and this call's worst case are held; null when they are. */
  async raise(call: PricedCall): Promise<Refusal | null> {
    const refusal = this.refuseUnpriced(call);
    if (refusal !== null) return refusal;
    const { option, shortfalls } = await this.requestReservation([this.requirementsOf(call)], true);
    const [shortfall] = shortfalls;
    return option !== null || shortfall === undefined ? null : this.describe(shortfall);
  }

  /** Notes what an attempt has cost. */
  charge(callee: Callee, costUsd: number | null): void {
    if (costUsd === null || costUsd === 0) return;
    const cost = coverMoney(costUsd);
    for (const { id } of this.budgetsFor(callee)) this.spent.set(id, (this.spent.get(id) ?? 0n) + cost);
  }

  /** Gives back what is held, for a generation that does not run after all. */
  release(): void {
    this.tools.release(this);
  }

  /** The windows that something may be held of. */
  get periods(): readonly PeriodId[] {
    if (!this.hasRequested) return [];
    return this.tools.budgets.map(({ id, window }) => ({
      budgetId: id,
      windowStartMs: windowStartMs(window, this.tools.nowMs),
    }));
  }

  private async requestReservation(
    options: readonly (readonly Requirement[])[],
    isRaise: boolean,
    begin?: (option: number) => Generation,
  ): Promise<ReservationResult> {
    if (options.length === 0) return { option: null, shortfalls: [] };
    if (options[0]?.every((requirement) => requirement.amount <= (this.reserved.get(requirement.budgetId) ?? 0n)))
      return { option: 0, shortfalls: [] };
    this.hasRequested = true;
    try {
      const answer = await this.tools.reserve({ generationId: this.generationId, options }, isRaise, begin);
      for (const requirement of answer.option === null ? [] : (options[answer.option] ?? [])) {
        const reserved = this.reserved.get(requirement.budgetId) ?? 0n;
        this.reserved.set(requirement.budgetId, requirement.amount > reserved ? requirement.amount : reserved);
      }
      return answer;
    } catch (error) {
      // A budget that only counts stops nobody, also while it cannot count.
      if (error instanceof LedgerUnavailableError && !this.tools.budgets.some(({ hard }) => hard)) {
        return { option: 0, shortfalls: [] };
      }
      throw error;
    }
  }

  private budgetsFor(callee: Callee): readonly Budget[] {
    return this.tools.budgets.filter((budget) => bindsCallee(budget, callee));
  }

  private requirementsOf(call: PricedCall): readonly Requirement[] {
    const worstCase = call.worstCaseUsd === null ? 0n : coverMoney(call.worstCaseUsd);
    return this.budgetsFor(call).map(({ id, window }) => ({
      budgetId: id,
      windowStartMs: windowStartMs(window, this.tools.nowMs),
      amount: (this.spent.get(id) ?? 0n) + worstCase,
    }));
  }

  private refuseUnpriced(call: PricedCall): Refusal | null {
    if (call.worstCaseUsd !== null || this.tools.allowsUnpriced()) return null;
    const budget = this.budgetsFor(call).find(({ hard }) => hard);
    if (budget === undefined) return null;
    return { budgetId: budget.id, budgetName: budget.name, neededUsd: null, remainingUsd: null };
  }

  private describe({ budgetId, needed, remaining }: Shortfall): Refusal {
    const budgetName = this.tools.budgets.find(({ id }) => id === budgetId)?.name ?? budgetId;
    const left = remaining > 0n ? remaining : 0n;
    return { budgetId, budgetName, neededUsd: writeMoney(needed), remainingUsd: writeMoney(left) };
  }
}
