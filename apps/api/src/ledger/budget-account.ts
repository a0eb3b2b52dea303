import type { Callee } from '@penstock/router';
import type { Generation, SettledAttempt } from '../generation/generation.ts';
import {
  type Account,
  LedgerUnavailableError,
  type PricedCall,
  type Refusal,
  type Reservation,
} from '../generation/generation-ledger.ts';
import { type Budget, bindsCallee, type PeriodId, windowStartMs } from './budget.ts';
import { periodKey } from './decide-reservations.ts';
import type { LoweredAmount } from './lower-reservations.ts';
import { coverMoney, type Money, writeMoney } from './money.ts';
import type { Periods } from './read-periods.ts';
import { type Remainder, Remainders } from './remainders.ts';
import type { Requirement, ReservationRequest, ReservationResult, Shortfall } from './reservation.ts';

/** Dependencies of an account. */
export type AccountTools = {
  /** The budgets that may apply to this generation. */
  budgets: readonly Budget[];
  generationId: string;
  nowMs: number;
  /** Whether models without a price may be called under a hard budget. */
  allowsUnpriced(): boolean;
  /** Rejects with a `LedgerUnavailableError` when the database is unavailable. */
  reserve(
    request: ReservationRequest,
    mayHaveReservation: boolean,
    begin?: (option: number) => Generation,
  ): Promise<ReservationResult>;
  /** Reads the current state of these windows. Rejects as `reserve` does. */
  read(periods: readonly PeriodId[]): Promise<Periods>;
  /** Lowers the reservation to these amounts. Never rejects. */
  lower(amounts: readonly LoweredAmount[]): Promise<void>;
  release(account: BudgetAccount): void;
  keep(account: BudgetAccount, untilMs: number): Promise<void>;
};

/** Reserves from the windows of the budgets that apply to one generation. */
export class BudgetAccount implements Account {
  readonly generationId: string;
  readonly #tools: AccountTools;
  readonly #reserved = new Map<string, Money>();
  readonly #spent = new Map<string, Money>();
  #hasRequested = false;
  #raising: Promise<unknown> = Promise.resolve();

  constructor(tools: AccountTools) {
    this.#tools = tools;
    this.generationId = tools.generationId;
  }

  async reserve(calls: readonly PricedCall[], begin?: (index: number) => Generation): Promise<Reservation> {
    const refusals: Refusal[] = [];
    const options: { index: number; requirements: readonly Requirement[] }[] = [];
    const refusedUnpriced = new Map<number, Refusal>();
    for (const [index, call] of calls.entries()) {
      const refusal = this.#refuseUnpriced(call);
      if (refusal === null) options.push({ index, requirements: this.#requirementsOf(call) });
      else refusedUnpriced.set(index, refusal);
    }
    const answer = await this.#requestReservation(
      options.map(({ requirements }) => requirements),
      false,
      begin === undefined ? undefined : (option) => begin(options[option]?.index ?? 0),
    );
    const index = answer.option === null ? null : (options[answer.option]?.index ?? null);
    const shortfalls = new Map(answer.shortfalls.map((shortfall, option) => [options[option]?.index, shortfall]));
    for (let each = 0; each < (index ?? calls.length); each++) {
      const shortfall = shortfalls.get(each);
      const refusal = refusedUnpriced.get(each) ?? (shortfall === undefined ? null : this.#describe(shortfall));
      if (refusal !== null) refusals.push(refusal);
    }
    return { index, refusals };
  }

  async readRemainders(): Promise<Remainders | null> {
    const hard = this.#tools.budgets.filter((budget) => budget.hard);
    if (hard.length === 0) return null;
    const ids = hard.map((budget) => this.#periodOf(budget));
    const periods = await this.#tools.read(ids);
    const remainders = hard.flatMap((budget, index): Remainder[] => {
      const id = ids[index];
      const period = id === undefined ? undefined : periods.get(periodKey(id));
      if (period === undefined || !period.hard) return [];
      return [{ budget, left: period.limit - period.spent - period.reserved }];
    });
    return new Remainders(remainders, this.#tools.allowsUnpriced());
  }

  /** Runs one raise at a time. Two concurrent raises would both start from the same reserved amount. */
  raise(calls: readonly PricedCall[]): Promise<Refusal | null> {
    const raised = this.#raising.then(() => this.#raise(calls));
    this.#raising = raised.catch(() => {});
    return raised;
  }

  async #raise(calls: readonly PricedCall[]): Promise<Refusal | null> {
    for (const call of calls) {
      const refusal = this.#refuseUnpriced(call);
      if (refusal !== null) return refusal;
    }
    const { option, shortfalls } = await this.#requestReservation([this.#requirementsOf(...calls)], true);
    const [shortfall] = shortfalls;
    return option !== null || shortfall === undefined ? null : this.#describe(shortfall);
  }

  /** Runs between raises, which depend on the reserved amounts. */
  lower(calls: readonly PricedCall[]): void {
    this.#raising = this.#raising.then(() => this.#lower(calls));
  }

  async #lower(calls: readonly PricedCall[]): Promise<void> {
    const needed = new Map(this.#requirementsOf(...calls).map(({ budgetId, amount }) => [budgetId, amount]));
    const amounts = [...this.#reserved].flatMap(([budgetId, reserved]) => {
      const amount = needed.get(budgetId) ?? this.#spent.get(budgetId) ?? 0n;
      return amount < reserved ? [{ generationId: this.generationId, budgetId, amount }] : [];
    });
    if (amounts.length === 0) return;
    for (const { budgetId, amount } of amounts) this.#reserved.set(budgetId, amount);
    await this.#tools.lower(amounts);
  }

  charge(attempt: Pick<SettledAttempt, 'modelId' | 'providerId'>, costUsd: number | null): void {
    if (costUsd === null || costUsd === 0) return;
    const cost = coverMoney(costUsd);
    for (const { id } of this.#budgetsFor({ modelId: attempt.modelId, deployments: [attempt] }))
      this.#spent.set(id, (this.#spent.get(id) ?? 0n) + cost);
  }

  release(): void {
    this.#tools.release(this);
  }

  keep(untilMs: number): Promise<void> {
    return this.#tools.keep(this, untilMs);
  }

  /** Whether this account has requested a reservation. */
  get mayHaveReservation(): boolean {
    return this.#hasRequested;
  }

  #periodOf({ id, window }: Budget): PeriodId {
    return { budgetId: id, windowStartMs: windowStartMs(window, this.#tools.nowMs) };
  }

  async #requestReservation(
    options: readonly (readonly Requirement[])[],
    isRaise: boolean,
    begin?: (option: number) => Generation,
  ): Promise<ReservationResult> {
    if (options.length === 0) return { option: null, shortfalls: [] };
    if (options[0]?.every((requirement) => requirement.amount <= (this.#reserved.get(requirement.budgetId) ?? 0n)))
      return { option: 0, shortfalls: [] };
    this.#hasRequested = true;
    try {
      const answer = await this.#tools.reserve({ generationId: this.generationId, options }, isRaise, begin);
      for (const requirement of answer.option === null ? [] : (options[answer.option] ?? [])) {
        const reserved = this.#reserved.get(requirement.budgetId) ?? 0n;
        this.#reserved.set(requirement.budgetId, requirement.amount > reserved ? requirement.amount : reserved);
      }
      return answer;
    } catch (error) {
      // A soft budget never refuses a call, even while the database is unavailable.
      if (error instanceof LedgerUnavailableError && !this.#tools.budgets.some(({ hard }) => hard)) {
        return { option: 0, shortfalls: [] };
      }
      throw error;
    }
  }

  #budgetsFor(callee: Callee): readonly Budget[] {
    return this.#tools.budgets.filter((budget) => bindsCallee(budget, callee));
  }

  /** For each budget: the spending so far plus the worst case of each call that it binds. */
  #requirementsOf(...calls: readonly PricedCall[]): readonly Requirement[] {
    return this.#tools.budgets.flatMap((budget) => {
      const bound = calls.filter((call) => bindsCallee(budget, call));
      if (bound.length === 0) return [];
      const worstCase = bound.reduce((sum, { worstCaseUsd }) => sum + coverMoney(worstCaseUsd ?? 0), 0n);
      return [{ ...this.#periodOf(budget), amount: (this.#spent.get(budget.id) ?? 0n) + worstCase }];
    });
  }

  #refuseUnpriced(call: PricedCall): Refusal | null {
    if (call.worstCaseUsd !== null || this.#tools.allowsUnpriced()) return null;
    const budget = this.#budgetsFor(call).find(({ hard }) => hard);
    if (budget === undefined) return null;
    return { budgetId: budget.id, budgetName: budget.name, neededUsd: null, remainingUsd: null };
  }

  #describe({ budgetId, needed, remaining }: Shortfall): Refusal {
    const budgetName = this.#tools.budgets.find(({ id }) => id === budgetId)?.name ?? budgetId;
    const left = remaining > 0n ? remaining : 0n;
    return { budgetId, budgetName, neededUsd: writeMoney(needed), remainingUsd: writeMoney(left) };
  }
}
