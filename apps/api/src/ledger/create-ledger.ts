import { v7 } from 'uuid';
import type { Database } from '../database/database.ts';
import type { GroupWriterLimits } from '../database/group-writer.ts';
import type { Log } from '../database/log.ts';
import { repeat } from '../database/repeat.ts';
import { within } from '../events/within.ts';
import type { Generation } from '../generation/generation.ts';
import { type GenerationLedger, LedgerUnavailableError } from '../generation/generation-ledger.ts';
import type { GenerationRequest } from '../generation/generation-request.ts';
import type { HeldMemory } from '../generation/held-memory.ts';
import { toGenerationRecord } from '../records/generation-record.ts';
import type { Budget } from './budget.ts';
import { type AccountTools, BudgetAccount } from './budget-account.ts';
import { BudgetCache } from './budget-cache.ts';
import { BudgetSlices } from './budget-slices.ts';
import { createCanRecord } from './can-record.ts';
import type { LedgerCommand } from './command.ts';
import { DeadReplicas } from './dead-replicas.ts';
import type { Journal } from './journal.ts';
import { keepReservations } from './leases.ts';
import { createLedgerWriter } from './ledger-writer.ts';
import { createLeaseMaintenance, leaseTickMs } from './maintain-leases.ts';
import { PeriodReader } from './read-periods.ts';
import { Readiness } from './readiness.ts';
import type { ReservationRequest, ReservationResult } from './reservation.ts';
import { createRollUp } from './roll-up-recent.ts';
import { RunningGenerations } from './running-generations.ts';
import { settleInterrupted } from './settle-interrupted.ts';
import type { SettledPeriod } from './write-settlements.ts';

export type LedgerOptions = {
  /** How long a reservation lasts after its replica dies, milliseconds. */
  leaseMs: number;
  /** The interval between reads of the budgets, milliseconds. Another replica may have changed them. */
  refreshMs: number;
  /** The interval between writes of the progress of running generations, milliseconds. */
  reportMs: number;
  /** How long a generation runs before it is stored as running, milliseconds. */
  noteAfterMs: number;
  /**
   * Whether no other process uses the database. Then stored running generations are settled at the start, and budgets
   * have no slices.
   */
  isAlone: boolean;
  /** The interval between rollups of settled calls, milliseconds. */
  rollUpMs: number;
  /** The name of this replica on the rows of its generations, a UUID. Null: other replicas wait for the lease. */
  replicaId: string | null;
  /** How long a generation waits for its reservation before it is refused, milliseconds. */
  reservationTimeoutMs: number;
  writer: Partial<GroupWriterLimits>;
};

/** The interval between writes of the progress of a running generation, milliseconds. */
export const defaultReportMs = 5_000;

const defaultLedgerOptions: LedgerOptions = {
  leaseMs: 60_000,
  refreshMs: 1_000,
  reportMs: defaultReportMs,
  noteAfterMs: 25,
  isAlone: false,
  rollUpMs: 5_000,
  reservationTimeoutMs: 5_000,
  replicaId: null,
  writer: {},
};

export type LedgerTools = {
  database: Pick<Database, 'pool' | 'kind' | 'ping'>;
  log: Log;
  /** Where the ledger counts the bytes of its running writes. Default: nowhere. */
  memory?: Pick<HeldMemory, 'reserve' | 'release'>;
  /** Whether models without a price may be called under a hard budget. */
  allowsUnpriced(): boolean;
  /** Whether input and output are stored; default always. Otherwise neither database nor journal gets them. */
  keepsContent?(request: GenerationRequest): boolean;
  /** Where settlements wait while the database is unavailable. Without a journal they wait in memory for a minute. */
  journal?: Journal;
  /** Called when a generation crosses a budget's alert threshold. May be called twice for the same alert. */
  onThresholdAlert?(budget: Budget, period: SettledPeriod, generationId: string): void;
  /** Called after each transaction of the ledger, even if it failed. */
  onFlushed?(durationMs: number): void;
};

/** The ledger on a database, with operations for its budgets. */
export type OpenLedger = GenerationLedger & {
  /** Writes waiting commands and accepts no more. */
  close(): Promise<void>;
  /** Reads the budgets again, after a change on this replica. */
  refresh(): Promise<void>;
  /** Notes that another replica is dead. Its generations are settled soon, before their leases expire. */
  noteDead(replicaId: string): void;
  /** The present state of its storage. */
  readonly readiness: Readiness;
  /** Entries that are not written yet, and the age of the oldest, milliseconds. */
  queue(): { count: number; oldestMs: number };
  /** Whether entries go to the journal, because the database is unavailable. */
  isJournaling(): boolean;
};

/** Opens the ledger: reads the budgets, and maintains the leases of this process. */
export async function openLedger(tools: LedgerTools, changes: Partial<LedgerOptions> = {}): Promise<OpenLedger> {
  const options = { ...defaultLedgerOptions, ...changes };
  const { log, database, journal } = tools;
  const budgetCache = new BudgetCache(database.pool);
  await budgetCache.refresh();
  const accounts = new Map<string, BudgetAccount>();

  function notifyThresholdAlerts(periods: readonly SettledPeriod[]): void {
    for (const period of periods) {
      const budget = period.alertedBy === null ? undefined : budgetCache.find(period.budgetId);
      if (budget !== undefined && period.alertedBy !== null) tools.onThresholdAlert?.(budget, period, period.alertedBy);
    }
  }

  const slices = options.isAlone
    ? null
    : new BudgetSlices({ pool: database.pool, ownerId: v7(), leaseMs: options.leaseMs });
  const writer = createLedgerWriter({
    pool: database.pool,
    log,
    journal,
    lease: { leaseMs: options.leaseMs, ownerId: options.replicaId },
    slices,
    limits: options.writer,
    running: () => running.count,
    onSettled: notifyThresholdAlerts,
    onFlushed: tools.onFlushed,
    memory: tools.memory,
  });

  const running = new RunningGenerations({
    note: (generations) => writer.write({ type: 'begin', generations }),
    afterMs: options.noteAfterMs,
    onUnreadable: (error) => log.error({ err: error }, 'Cannot read the state of a running generation.'),
  });

  function release(account: BudgetAccount): void {
    accounts.delete(account.generationId);
    const { generationId, mayHaveReservation } = account;
    running.end(generationId);
    running.forget(generationId);
    if (mayHaveReservation) writer.write({ type: 'release', generationId }).catch(() => {});
  }

  /** A reservation that is not lowered now ends with the settlement. */
  const lower: AccountTools['lower'] = (amounts) => writer.write({ type: 'lower', amounts }).catch(() => {});

  /** After this call, no process renews the reservation. */
  async function keep(account: BudgetAccount, untilMs: number): Promise<void> {
    accounts.delete(account.generationId);
    if (account.mayHaveReservation) await keepReservations(database.pool, [account.generationId], new Date(untilMs));
  }

  async function reserve(
    request: ReservationRequest,
    mayHaveReservation: boolean,
    begin?: (option: number) => Generation,
  ): Promise<ReservationResult> {
    const command: LedgerCommand & { type: 'reserve' } = {
      type: 'reserve',
      request,
      mayHaveReservation,
      answer: null,
      ...(begin === undefined ? null : { begin: (option: number) => withoutQuotes(begin(option)) }),
    };
    if (begin !== undefined) running.mayBeNoted(request.generationId);
    await within(
      options.reservationTimeoutMs,
      writer.write(command).catch(() => {}),
      null,
    );
    if (command.answer !== null) return command.answer;
    throw new LedgerUnavailableError('The database that holds the budgets does not answer.');
  }

  const reader = new PeriodReader(database.pool, options.reservationTimeoutMs);

  /** The record of a running generation contains no more content than its final record. */
  function withoutQuotes(generation: Generation): Generation {
    return toGenerationRecord(generation, tools.keepsContent?.(generation.request) ?? true).generation;
  }

  function onInterrupted(count: number, periods: readonly SettledPeriod[]): void {
    log.warn(`${count} generations of an ended process were settled at an estimate.`);
    notifyThresholdAlerts(periods);
  }

  await journal?.check();
  if (options.isAlone) {
    await writer.replay();
    const { count, periods } = await settleInterrupted(database.pool, { type: 'all' }, Date.now());
    if (count > 0) onInterrupted(count, periods);
  }
  const dead = new DeadReplicas(options.leaseMs);
  const tickMs = leaseTickMs(options.leaseMs, options.isAlone);
  const maintainLeases = createLeaseMaintenance({
    pool: database.pool,
    leaseMs: options.leaseMs,
    tickMs,
    reportMs: options.reportMs,
    running,
    onInterrupted,
    reservingIds: () => [...accounts.keys()],
    deadIds: () => dead.ids(),
    renewSlices: async () => slices?.renew(),
  });
  const tasks = [
    // The replay runs while requests are served, so a long journal does not delay the start. Leases end after it, see
    // below.
    repeat(options.refreshMs, writer.replay, () => {}),
    repeat(
      options.refreshMs,
      // A process that is alone makes all changes itself, and reads each at once.
      async () => {
        if (!options.isAlone || budgetCache.hasFailed) await budgetCache.refresh();
      },
      (error) => log.warn({ err: error }, 'Cannot read the budgets.'),
    ),
    repeat(options.rollUpMs, createRollUp(database.pool), (error) => log.warn({ err: error }, 'Cannot add up usage.')),
    repeat(
      tickMs,
      async () => {
        await writer.replay();
        await maintainLeases();
      },
      (error) => log.warn({ err: error }, 'Cannot renew the leases of running generations.'),
    ),
  ];

  const canRecord = createCanRecord({ writer, database, journal });
  return {
    openAccount(payer, generationId, nowMs) {
      const budgets = budgetCache.binding(payer);
      if (budgets.length === 0) return null;
      const { allowsUnpriced } = tools;
      const read: AccountTools['read'] = (periods) => reader.read(periods);
      const accountTools = { budgets, generationId, nowMs, allowsUnpriced, reserve, read, lower, release, keep };
      const account = new BudgetAccount(accountTools);
      accounts.set(generationId, account);
      return account;
    },
    begin: (id, read) => running.begin(id, () => withoutQuotes(read())),
    canRecord,
    readiness: new Readiness({ writer, database, journal, canRecord }),
    async settle(generation) {
      if (generation.settledAtMs === null) throw new TypeError(`Generation ${generation.id} has not ended yet.`);
      try {
        const record = toGenerationRecord(generation, tools.keepsContent?.(generation.request) ?? true);
        const mayBeNoted = running.end(generation.id);
        await writer.write({ type: 'settle', record, mayBeNoted });
      } finally {
        accounts.delete(generation.id);
        running.forget(generation.id);
      }
    },
    releaseKept: (ids) => keepReservations(database.pool, ids, new Date(0)),
    queue: () => writer.queue,
    isJournaling: () => writer.isUnavailable,
    refresh: () => budgetCache.refresh(),
    noteDead: (replicaId) => dead.note(replicaId),
    async close() {
      running.close();
      for (const task of tasks) await task.stop();
      await writer.close();
      await slices?.close();
    },
  };
}
