import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '../database/database.ts';
import { GroupWriter, type GroupWriterLimits } from '../database/group-writer.ts';
import { isWorthRetrying } from '../database/is-worth-retrying.ts';
import type { Log } from '../database/log.ts';
import { repeat } from '../database/repeat.ts';
import type { Generation } from '../generation/generation.ts';
import type { GenerationRequest } from '../generation/generation-request.ts';
import { toGenerationRecord } from '../records/generation-record.ts';
import { Account } from './account.ts';
import { type Budget, bindsCallee, type Payer, type PeriodId, windowStartMs } from './budget.ts';
import { BudgetBook } from './budget-book.ts';
import type { LedgerCommand } from './command.ts';
import { flush } from './flush.ts';
import type { HoldAnswer, HoldRequest, Shortfall } from './hold.ts';
import type { Journal, JournalEntry } from './journal.ts';
import { renewLeases, sweepLeases } from './leases.ts';
import { type Ledger, LedgerUnavailableError } from './ledger.ts';
import { readCrossings } from './read-crossings.ts';
import { createRollUp } from './roll-up-recent.ts';
import { weighNeeds } from './weigh-needs.ts';
import { encodeSettlement, type SettledPeriod, writeSettlement } from './write-settlements.ts';

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

/** How long the database may not answer before the journal takes its place, milliseconds. */
const awayAfterMs = 1_000;

export type LedgerTools = {
  database: Pick<Database, 'pool'>;
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
  /** Commands of flushes that failed, or seemed to. */
  const tried = new WeakSet<LedgerCommand>();

  function tellCrossings(periods: readonly SettledPeriod[]): void {
    for (const period of periods) {
      const budget = period.crossedBy === null ? undefined : book.find(period.budgetId);
      if (budget !== undefined && period.crossedBy !== null) tools.onCrossed?.(budget, period, period.crossedBy);
    }
  }

  async function tellUntold(commands: readonly LedgerCommand[]): Promise<void> {
    const ids = commands.flatMap((command) => (command.type === 'settle' ? [command.record.generation.id] : []));
    tellCrossings(await readCrossings(database.pool, ids));
  }

  const writer = new GroupWriter<LedgerCommand>(
    {
      async write(commands) {
        try {
          tellCrossings(await flush(database.pool, commands, options.leaseMs));
          await tellUntold(commands.filter((command) => tried.has(command)));
        } catch (error) {
          // It may have been written all the same, with only its confirmation lost.
          for (const command of commands) {
            tried.add(command);
            if (command.type === 'hold') command.mayHoldSome = true;
          }
          throw error;
        }
      },
      ...(journal === undefined ? null : { rescue: (commands) => journal.append(toEntries(commands)) }),
      summarize,
      name: 'entries of the ledger',
      log,
    },
    { groupSize: 256, ...(journal === undefined ? null : { giveUpMs: awayAfterMs }), ...changes.writer },
  );

  /** Settles what waits in the journal. Anything but a refusal of the data leaves it there for the next time. */
  async function replay(): Promise<void> {
    const count = await journal?.replay(async (entry) => {
      try {
        tellCrossings(await writeSettlement(database.pool, entry));
        const id = entry.values.at(-1);
        if (typeof id === 'string') tellCrossings(await readCrossings(database.pool, [id]));
        return 'written';
      } catch (error) {
        if (isWorthRetrying(error)) throw error;
        log.error({ err: error }, 'The database refuses a settlement of the journal; it is set aside beside it.');
        return 'refused';
      }
    });
    if (count !== undefined && count > 0)
      log.info(`The database is back: ${count} settlements of the journal are written.`);
  }

  function release(account: Account): void {
    accounts.delete(account.generationId);
    const { generationId, periods } = account;
    if (periods.length > 0) writer.write({ type: 'release', generationId, periods }).catch(() => {});
  }

  async function hold(request: HoldRequest, mayHoldSome: boolean): Promise<HoldAnswer> {
    const command: LedgerCommand & { type: 'hold' } = { type: 'hold', request, mayHoldSome, answer: null };
    await withPatience(writer.write(command));
    if (command.answer !== null) return command.answer;
    throw new LedgerUnavailableError('The database that counts budgets does not answer.');
  }

  async function weigh(ways: HoldRequest['ways']): Promise<readonly (Shortfall | null)[]> {
    const weighed = await withPatience(weighNeeds(database.pool, ways));
    if (weighed !== null) return weighed;
    throw new LedgerUnavailableError('The database that counts budgets does not answer.');
  }

  /** Null for what fails or takes too long. */
  async function withPatience<Result>(result: Promise<Result>): Promise<Result | null> {
    const patience = new AbortController();
    const late = sleep(options.patienceMs, null, { signal: patience.signal }).catch(() => null);
    try {
      return await Promise.race([result.catch(() => null), late]);
    } finally {
      patience.abort();
    }
  }

  await replay();
  const keeping = [
    repeat(options.refreshMs, replay, () => {}),
    repeat(
      options.refreshMs,
      () => book.refresh(),
      (error) => log.warn({ err: error }, 'Cannot read the budgets.'),
    ),
    repeat(options.rollUpMs, createRollUp(database.pool), (error) => log.warn({ err: error }, 'Cannot add up usage.')),
    repeat(
      options.leaseMs / 4,
      async () => {
        await replay();
        await renewLeases(database.pool, [...accounts.keys()], options.leaseMs);
        if (!book.isEmpty) await sweepLeases(database.pool);
      },
      (error) => log.warn({ err: error }, 'Cannot renew the leases of reservations.'),
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

/** A settlement each, so that one that is refused later is refused alone. What was to be held is not. */
function toEntries(commands: readonly LedgerCommand[]): readonly JournalEntry[] {
  return commands.flatMap((command) => {
    if (command.type === 'hold') return [];
    return [
      command.type === 'settle'
        ? encodeSettlement({ records: [command.record], releasedIds: [] })
        : encodeSettlement({ records: [], releasedIds: [command.generationId] }),
    ];
  });
}

/** What was spent, without what was said: enough to bill it by hand. */
function summarize(command: LedgerCommand): object {
  if (command.type !== 'settle') return { type: command.type };
  const { id, status, request, attempts, createdAtMs } = command.record.generation;
  const { workspaceId, apiKeyId, executionId } = request;
  const calls = attempts.map(({ modelId, outcome, tokens, cost }) => ({ modelId, outcome, tokens, cost }));
  return { id, status, workspaceId, apiKeyId, executionId, createdAt: new Date(createdAtMs).toISOString(), calls };
}
