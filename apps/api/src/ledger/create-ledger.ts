import type { Database } from '../database/database.ts';
import type { GroupWriterLimits } from '../database/group-writer.ts';
import type { Log } from '../database/log.ts';
import { repeat } from '../database/repeat.ts';
import type { Generation } from '../generation/generation.ts';
import type { GenerationRequest } from '../generation/generation-request.ts';
import { toGenerationRecord } from '../records/generation-record.ts';
import { Account } from './account.ts';
import { type Budget, bindsCallee, type Payer, type PeriodId, windowStartMs } from './budget.ts';
import { BudgetBook } from './budget-book.ts';
import { createCanRecord } from './can-record.ts';
import type { LedgerCommand } from './command.ts';
import type { HoldAnswer, HoldRequest, Shortfall } from './hold.ts';
import { inTime } from './in-time.ts';
import type { Journal } from './journal.ts';
import { renewLeases, sweepLeases } from './leases.ts';
import { type Ledger, LedgerUnavailableError } from './ledger.ts';
import { createLedgerWriter } from './ledger-writer.ts';
import { createRollUp } from './roll-up-recent.ts';
import { weighNeeds } from './weigh-needs.ts';
import type { SettledPeriod } from './write-settlements.ts';

export type LedgerOptions = {
  /** How long what is held lasts when its replica dies, milliseconds. */
  leaseMs: number;
  /** How often the budgets are read again, since another replica may have changed them, milliseconds. */
  refreshMs: number;
  /** How often what was settled is added to the rollups, milliseconds. */
  rollUpMs: number;
  /** How long a generation waits for its reservation before it is refused, milliseconds. */
  patienceMs: number;
  writer: Partial<GroupWriterLimits>;
};

const defaultLedgerOptions: LedgerOptions = {
  leaseMs: 60_000,
  refreshMs: 1_000,
  rollUpMs: 5_000,
  patienceMs: 5_000,
  writer: {},
};

/**
 * When a database comes back that was away for longer than a lease, the leases of every replica have run out: nobody frees
 * them before all have had the time to renew theirs.
 */
const renewalsBeforeSweep = 3;

export type LedgerTools = {
  database: Pick<Database, 'pool' | 'kind' | 'ping'>;
  log: Log;
  /** Whether models without a price may be called under a hard budget. */
  allowsUnpriced(): boolean;
  /** Whether what was asked and answered is kept; left out, it always is. Otherwise it gets neither into the database nor into the journal. */
  keepsContent?(request: GenerationRequest): boolean;
  /** Where settlements wait while the database is away; left out, they wait in memory for a minute. */
  journal?: Journal;
  /** Told when a generation crosses the threshold of a budget's alert; perhaps twice of the same crossing. */
  onCrossed?(budget: Budget, period: SettledPeriod, generationId: string): void;
};

/** The ledger on a database, and what else is done with its budgets. */
export type OpenLedger = Ledger & {
  /** Reads the budgets again, after they were changed here. */
  refresh(): Promise<void>;
};

/** Opens the ledger: reads the budgets, and keeps the leases of what runs here. */
export async function openLedger(tools: LedgerTools, changes: Partial<LedgerOptions> = {}): Promise<OpenLedger> {
  const options = { ...defaultLedgerOptions, ...changes };
  const { log, database, journal } = tools;
  const book = new BudgetBook(database.pool);
  await book.refresh();
  const accounts = new Map<string, Account>();

  function tellCrossings(periods: readonly SettledPeriod[]): void {
    for (const period of periods) {
      const budget = period.crossedBy === null ? undefined : book.find(period.budgetId);
      if (budget !== undefined && period.crossedBy !== null) tools.onCrossed?.(budget, period, period.crossedBy);
    }
  }

  const writer = createLedgerWriter({
    pool: database.pool,
    log,
    journal,
    leaseMs: options.leaseMs,
    limits: options.writer,
    onSettled: tellCrossings,
  });

  function release(account: Account): void {
    accounts.delete(account.generationId);
    const { generationId, periods } = account;
    if (periods.length > 0) writer.write({ type: 'release', generationId, periods }).catch(() => {});
  }

  async function hold(request: HoldRequest, mayHoldSome: boolean): Promise<HoldAnswer> {
    const command: LedgerCommand & { type: 'hold' } = { type: 'hold', request, mayHoldSome, answer: null };
    await inTime(writer.write(command), options.patienceMs);
    if (command.answer !== null) return command.answer;
    throw new LedgerUnavailableError('The database that counts budgets does not answer.');
  }

  async function weigh(ways: HoldRequest['ways']): Promise<readonly (Shortfall | null)[]> {
    const weighed = await inTime(weighNeeds(database.pool, ways), options.patienceMs);
    if (weighed !== null) return weighed;
    throw new LedgerUnavailableError('The database that counts budgets does not answer.');
  }

  await journal?.check();
  await writer.replay();
  /** In a row. */
  let renewals = 0;
  const keeping = [
    repeat(options.refreshMs, writer.replay, () => {}),
    repeat(
      options.refreshMs,
      () => book.refresh(),
      (error) => log.warn({ err: error }, 'Cannot read the budgets.'),
    ),
    repeat(options.rollUpMs, createRollUp(database.pool), (error) => log.warn({ err: error }, 'Cannot add up usage.')),
    repeat(
      options.leaseMs / 4,
      async () => {
        await writer.replay();
        await renewLeases(database.pool, [...accounts.keys()], options.leaseMs);
        renewals += 1;
        if (renewals >= renewalsBeforeSweep && !book.isEmpty) await sweepLeases(database.pool);
      },
      (error) => {
        renewals = 0;
        log.warn({ err: error }, 'Cannot renew the leases of reservations.');
      },
    ),
  ];

  return {
    openAccount(payer, generationId, nowMs) {
      const budgets = book.binding(payer);
      if (budgets.length === 0) return null;
      const { allowsUnpriced } = tools;
      const account = new Account({ budgets, generationId, nowMs, allowsUnpriced, hold, weigh, release });
      accounts.set(generationId, account);
      return account;
    },
    canRecord: createCanRecord({ writer, database, journal }),
    async settle(generation) {
      if (generation.settledAtMs === null) throw new TypeError(`Generation ${generation.id} has not ended yet.`);
      try {
        const record = toGenerationRecord(generation, tools.keepsContent?.(generation.request) ?? true);
        await writer.write({ type: 'settle', record, periods: periodsOf(generation, book) });
      } finally {
        accounts.delete(generation.id);
      }
    },
    refresh: () => book.refresh(),
    async close() {
      for (const each of keeping) await each.stop();
      await writer.close();
    },
  };
}

/** The windows that a generation's attempts count for, as far as this replica knows the budgets. */
function periodsOf({ request, attempts, createdAtMs }: Generation, book: BudgetBook): readonly PeriodId[] {
  const budgets = book.binding(request satisfies Payer);
  if (budgets.length === 0) return [];
  return budgets
    .filter((budget) => attempts.some((attempt) => bindsCallee(budget, attempt)))
    .map(({ id, window }) => ({ budgetId: id, windowStartMs: windowStartMs(window, createdAtMs) }));
}
