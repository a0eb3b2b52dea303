import type pg from 'pg';
import { GroupWriter, type GroupWriterLimits } from '../database/group-writer.ts';
import { isWorthRetrying } from '../database/is-worth-retrying.ts';
import type { Log } from '../database/log.ts';
import type { LedgerCommand } from './command.ts';
import { correctInterrupted } from './correct-interrupted.ts';
import { flush } from './flush.ts';
import type { Journal, JournalEntry } from './journal.ts';
import { readThresholdAlerts } from './read-threshold-alerts.ts';
import { encodeRunning } from './write-running.ts';
import { encodeSettlement, type SettledPeriod, writeSettlement } from './write-settlements.ts';

/** Takes the commands of the ledger to the database, many at a time, or to the journal while the database is away. */
export type LedgerWriter = {
  /** Resolves when the command is durable; rejects where it cannot become so. */
  write(command: LedgerCommand): Promise<void>;
  /** Whether what was written last got neither into the database nor into the journal. */
  readonly isLosing: boolean;
  /** Whether what comes goes to the journal, since the database took too long or failed. */
  readonly isUnavailable: boolean;
  /** Settles what waits in the journal. Rejects while the database is away. */
  replay(): Promise<void>;
  /** Writes what waits. */
  close(): Promise<void>;
};

export type LedgerWriterTools = {
  pool: pg.Pool;
  log: Log;
  /** Left out, commands wait in memory for a minute. */
  journal?: Journal | undefined;
  /** How long what is held lasts when its replica dies, milliseconds. */
  leaseMs: number;
  limits: Partial<GroupWriterLimits>;
  /** Told of every window that was settled on; perhaps twice, where a confirmation was lost. */
  onSettled(periods: readonly SettledPeriod[]): void;
};

/** How long the database may not answer before the journal takes its place, milliseconds. */
const unavailableAfterMs = 1_000;

/** How long a database that was away may take to show that it is back, milliseconds. */
const probeMs = 1_000;

export function createLedgerWriter({
  pool,
  log,
  journal,
  leaseMs,
  limits,
  onSettled,
}: LedgerWriterTools): LedgerWriter {
  /** Commands that were flushed before: what seemed to fail may have been written, or may yet be. */
  const tried = new WeakSet<LedgerCommand>();

  async function notifyMissedAlerts(commands: readonly LedgerCommand[]): Promise<void> {
    const ids = commands.flatMap((command) => (command.type === 'settle' ? [command.record.generation.id] : []));
    onSettled(await readThresholdAlerts(pool, ids));
  }

  /** Anything but a refusal of the data leaves it in the journal for the next time. */
  async function settleEntry(entry: JournalEntry): Promise<'written' | 'refused'> {
    try {
      const { periods, hasKnown } = await writeSettlement(pool, entry);
      onSettled(periods);
      const id = entry.values.at(-1);
      if (typeof id !== 'string') return 'written';
      if (hasKnown) onSettled(await correctInterrupted(pool, [id], entry));
      onSettled(await readThresholdAlerts(pool, [id]));
      return 'written';
    } catch (error) {
      if (isWorthRetrying(error)) throw error;
      log.error({ err: error }, 'The database refuses a settlement of the journal; it is set aside beside it.');
      return 'refused';
    }
  }

  const writer = new GroupWriter<LedgerCommand>(
    {
      async write(commands) {
        const again = commands.filter((command) => tried.has(command));
        for (const command of again) if (command.type === 'reserve') command.mayHaveReservation = true;
        for (const command of commands) tried.add(command);
        onSettled(await flush(pool, commands, leaseMs));
        await notifyMissedAlerts(again);
      },
      ...(journal === undefined
        ? null
        : { rescue: (commands) => journal.append(toEntries(commands, leaseMs)), isToldOfReturn: true }),
      summarize,
      name: 'entries of the ledger',
      log,
    },
    { groupSize: 256, ...(journal === undefined ? null : { giveUpMs: unavailableAfterMs }), ...limits },
  );

  return {
    write: (command) => writer.write(command),
    get isLosing() {
      return writer.isLosing;
    },
    get isUnavailable() {
      return writer.isUnavailable;
    },
    async replay() {
      // Whether it is the database that fails: a write in vain tells that it is still away, whatever it answers to a question.
      let isRefusing = false;
      try {
        const count = await journal?.replay(async (entry) => {
          isRefusing = true;
          const outcome = await settleEntry(entry);
          isRefusing = false;
          writer.reached();
          return outcome;
        });
        if (count !== undefined && count > 0)
          log.info(`The database is back: ${count} settlements of the journal are written.`);
      } finally {
        if (writer.isUnavailable && !isRefusing) await pool.query(probe).then(() => writer.reached());
      }
    },
    close: () => writer.close(),
  };
}

// The driver knows a limit for one query, which its types leave out.
const probe: pg.QueryConfig & { query_timeout: number } = { text: 'SELECT 1', query_timeout: probeMs };

/** A settlement each, so that one that is refused later is refused alone. What was to be held is not. */
function toEntries(commands: readonly LedgerCommand[], leaseMs: number): readonly JournalEntry[] {
  return commands.flatMap((command) => toEntry(command, leaseMs) ?? []);
}

function toEntry(command: LedgerCommand, leaseMs: number): JournalEntry | null {
  switch (command.type) {
    case 'reserve':
      return null;
    case 'begin':
      return encodeRunning(command.generations, leaseMs);
    case 'settle': {
      const { record } = command;
      return encodeSettlement({ records: [record], releasedIds: [], runningIds: [record.generation.id] });
    }
    case 'release':
      return encodeSettlement({ records: [], releasedIds: [command.generationId] });
  }
}

/** What was spent, without what was said: enough to bill it by hand. */
function summarize(command: LedgerCommand): object {
  if (command.type !== 'settle') return { type: command.type };
  const { id, status, request, attempts, createdAtMs } = command.record.generation;
  const { workspaceId, apiKeyId, executionId } = request;
  const calls = attempts.map(({ modelId, outcome, tokens, cost }) => ({ modelId, outcome, tokens, cost }));
  return { id, status, workspaceId, apiKeyId, executionId, createdAt: new Date(createdAtMs).toISOString(), calls };
}
