import type { Database } from '../database/database.ts';
import type { GroupWriterLimits } from '../database/group-writer.ts';
import type { Log } from '../database/log.ts';
import { repeat } from '../database/repeat.ts';
import type { Generation } from '../generation/generation.ts';
import type { GenerationRequest } from '../generation/generation-request.ts';
import { toGenerationRecord } from '../records/generation-record.ts';
import { Account } from './account.ts';
import { type Budget, bindsCallee, type Payer, type PeriodId, windowStartMs } from './budget.ts';
import { BudgetCache } from './budget-cache.ts';
import { createCanRecord } from './can-record.ts';
import type { LedgerCommand } from './command.ts';
import type { Journal } from './journal.ts';
import { type Ledger, LedgerUnavailableError } from './ledger.ts';
import { createLedgerWriter } from './ledger-writer.ts';
import { createLeaseMaintenance, leaseTickMs } from './maintain-leases.ts';
import { createReadiness, type Readiness } from './readiness.ts';
import type { ReservationRequest, ReservationResult, Shortfall } from './reservation.ts';
import { resolveWithin } from './resolve-within.ts';
import { createRollUp } from './roll-up-recent.ts';
import { RunningGenerations } from './running-generations.ts';
import { settleInterrupted } from './settle-interrupted.ts';
import { weighNeeds } from './weigh-needs.ts';
import type { SettledPeriod } from './write-settlements.ts';

export type LedgerOptions = {
  /** How long what is held lasts when its replica dies, milliseconds. */
  leaseMs: number;
  /** How often the budgets are read again, since another replica may have changed them, milliseconds. */
  refreshMs: number;
  /** How often generations that run tell how far they have come, milliseconds. */
  reportMs: number;
  /** A generation is noted when it has run for so long, milliseconds. */
  noteAfterMs: number;
  /** Whether no other process uses the database: then what is noted as running at the start is settled at once. */
  isAlone: boolean;
  /** How often what was settled is added to the rollups, milliseconds. */
  rollUpMs: number;
  /** How long a generation waits for its reservation before it is refused, milliseconds. */
  reservationTimeoutMs: number;
  writer: Partial<GroupWriterLimits>;
};

/** How often a running generation tells how far it has come, milliseconds. */
export const defaultReportMs = 5_000;

const defaultLedgerOptions: LedgerOptions = {
  leaseMs: 60_000,
  refreshMs: 1_000,
  reportMs: defaultReportMs,
  noteAfterMs: 25,
  isAlone: false,
  rollUpMs: 5_000,
  reservationTimeoutMs: 5_000,
  writer: {},
};

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
  onThresholdAlert?(budget: Budget, period: SettledPeriod, generationId: string): void;
};

/** The ledger on a database, and what else is done with its budgets. */
export type OpenLedger = Ledger & {
  /** Reads the budgets again, after they were changed here. */
  refresh(): Promise<void>;
  /** What its storage is fit for at this moment. */
  readonly readiness: Readiness;
};

/** Opens the ledger: reads the budgets, and keeps the leases of what runs here. */
export async function openLedger(tools: LedgerTools, changes: Partial<LedgerOptions> = {}): Promise<OpenLedger> {
  const options = { ...defaultLedgerOptions, ...changes };
  const { log, database, journal } = tools;
  const budgetCache = new BudgetCache(database.pool);
  await budgetCache.refresh();
  const accounts = new Map<string, Account>();

  function notifyThresholdAlerts(periods: readonly SettledPeriod[]): void {
    for (const period of periods) {
      const budget = period.alertedBy === null ? undefined : budgetCache.find(period.budgetId);
      if (budget !== undefined && period.alertedBy !== null) tools.onThresholdAlert?.(budget, period, period.alertedBy);
    }
  }

  const writer = createLedgerWriter({
    pool: database.pool,
    log,
    journal,
    leaseMs: options.leaseMs,
    limits: options.writer,
    onSettled: notifyThresholdAlerts,
  });

  const running = new RunningGenerations({
    note: (generations) => writer.write({ type: 'begin', generations }),
    afterMs: options.noteAfterMs,
    onUnreadable: (error) => log.error({ err: error }, 'How far a generation has come cannot be told.'),
  });

  function release(account: Account): void {
    accounts.delete(account.generationId);
    const { generationId, periods } = account;
    running.end(generationId);
    running.forget(generationId);
    if (periods.length > 0) writer.write({ type: 'release', generationId, periods }).catch(() => {});
  }

  async function reserve(
    request: ReservationRequest,
    mayHaveReservation: boolean,
    begin?: (option: number) => Generation,
  ): Promise<ReservationResult> {
    const command: LedgerCommand & { type: 'reserve' } = {
      ...{ type: 'reserve', request, mayHaveReservation, answer: null },
      ...(begin === undefined ? null : { begin: (option: number) => withoutQuotes(begin(option)) }),
    };
    if (begin !== undefined) running.mayBeNoted(request.generationId);
    await resolveWithin(writer.write(command), options.reservationTimeoutMs);
    if (command.answer !== null) return command.answer;
    throw new LedgerUnavailableError('The database that counts budgets does not answer.');
  }

  async function weigh(requested: ReservationRequest['options']): Promise<readonly (Shortfall | null)[]> {
    const weighed = await resolveWithin(weighNeeds(database.pool, requested), options.reservationTimeoutMs);
    if (weighed !== null) return weighed;
    throw new LedgerUnavailableError('The database that counts budgets does not answer.');
  }

  /** What is kept of it meanwhile quotes no more than what is kept of it in the end. */
  function withoutQuotes(generation: Generation): Generation {
    return toGenerationRecord(generation, tools.keepsContent?.(generation.request) ?? true).generation;
  }

  function onInterrupted(count: number, periods: readonly SettledPeriod[]): void {
    log.warn(`${count} generations of a process that ended before them are settled at an estimate.`);
    notifyThresholdAlerts(periods);
  }

  await journal?.check();
  await writer.replay();
  if (options.isAlone) {
    const { count, periods } = await settleInterrupted(database.pool, { type: 'all' }, Date.now());
    if (count > 0) onInterrupted(count, periods);
  }
  const maintainLeases = createLeaseMaintenance({
    ...{ pool: database.pool, leaseMs: options.leaseMs, reportMs: options.reportMs, running, onInterrupted },
    reservingIds: () => [...accounts.keys()],
  });
  const tasks = [
    repeat(options.refreshMs, writer.replay, () => {}),
    repeat(
      options.refreshMs,
      () => budgetCache.refresh(),
      (error) => log.warn({ err: error }, 'Cannot read the budgets.'),
    ),
    repeat(options.rollUpMs, createRollUp(database.pool), (error) => log.warn({ err: error }, 'Cannot add up usage.')),
    repeat(
      leaseTickMs(options.leaseMs),
      async () => {
        await writer.replay();
        await maintainLeases();
      },
      (error) => log.warn({ err: error }, 'Cannot look after the leases of what runs.'),
    ),
  ];

  const canRecord = createCanRecord({ writer, database, journal });
  return {
    openAccount(payer, generationId, nowMs) {
      const budgets = budgetCache.binding(payer);
      if (budgets.length === 0) return null;
      const { allowsUnpriced } = tools;
      const account = new Account({ budgets, generationId, nowMs, allowsUnpriced, reserve, weigh, release });
      accounts.set(generationId, account);
      return account;
    },
    begin: (id, read) => running.begin(id, () => withoutQuotes(read())),
    canRecord,
    readiness: createReadiness({ writer, database, journal, canRecord }),
    async settle(generation) {
      if (generation.settledAtMs === null) throw new TypeError(`Generation ${generation.id} has not ended yet.`);
      try {
        const record = toGenerationRecord(generation, tools.keepsContent?.(generation.request) ?? true);
        const mayBeNoted = running.end(generation.id);
        await writer.write({ type: 'settle', record, periods: periodsOf(generation, budgetCache), mayBeNoted });
      } finally {
        accounts.delete(generation.id);
        running.forget(generation.id);
      }
    },
    refresh: () => budgetCache.refresh(),
    async close() {
      running.close();
      for (const task of tasks) await task.stop();
      await writer.close();
    },
  };
}

/** The windows that a generation's attempts count for, as far as this replica knows the budgets. */
function periodsOf({ request, attempts, createdAtMs }: Generation, budgetCache: BudgetCache): readonly PeriodId[] {
  const budgets = budgetCache.binding(request satisfies Payer);
  if (budgets.length === 0) return [];
  return budgets
    .filter((budget) => attempts.some((attempt) => bindsCallee(budget, attempt)))
    .map(({ id, window }) => ({ budgetId: id, windowStartMs: windowStartMs(window, createdAtMs) }));
}
